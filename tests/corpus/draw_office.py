"""LibreOffice as the drawing program: the .docx and .xlsx of the corpus saved as .doc, .odt, .rtf, .pdf, .xls and .ods, many at a time."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ziping.formats import office

__all__ = ["OFFICE", "back", "convert", "installed"]

OFFICE = {"doc": "docx", "odt": "docx", "rtf": "docx", "pdf_office": "docx", "xls": "xlsx", "ods": "xlsx"}
_FILTERS = {"doc": "doc:MS Word 97", "odt": "odt", "rtf": "rtf", "pdf_office": "pdf", "xls": "xls:MS Excel 97", "ods": "ods"}


def installed() -> bool:
    """True if LibreOffice can be started."""
    return shutil.which("soffice") is not None


def convert(files: Mapping[str, bytes], carrier: str) -> dict[str, bytes]:
    """Files by name (without ending) of the carrier that OFFICE names → the same files in ``carrier``; one start of the program."""
    return _converted(files, OFFICE[carrier], carrier.partition("_")[0], _FILTERS[carrier])


def back(files: Mapping[str, bytes], carrier: str) -> dict[str, bytes]:
    """What ``formats.office`` would make of each file of ``carrier`` before it is read; one start of the program instead of many."""
    to = office.ROUTES[carrier]
    return _converted(files, carrier, to, office._FILTERS[to])


def _converted(files: Mapping[str, bytes], have: str, want: str, filter_: str) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory(prefix="corpus-") as name:
        folder = Path(name)
        for key, data in files.items():
            (folder / f"{key}.{have}").write_bytes(data)
        command = ["soffice", f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--convert-to", filter_]
        command += ["--outdir", str(folder / "out"), *(str(folder / f"{key}.{have}") for key in files)]
        subprocess.run(command, check=True, capture_output=True, timeout=300 + 20 * len(files), env={**os.environ, "HOME": name})
        out = {key: folder / "out" / f"{key}.{want}" for key in files}
        return {key: path.read_bytes() for key, path in out.items() if path.exists()}
