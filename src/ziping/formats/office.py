"""LibreOffice as an outside converter, for carriers without a reader of their own. Optional: without it they are refused.

A user's document is not to be trusted: it is converted in a folder of its own with a profile of its own, where macros never
run, nothing is fetched from the network and links are not followed; after ``DEADLINE`` the whole process group is ended.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from ziping.errors import FileRefused
from ziping.grid import Grid

__all__ = ["DEADLINE", "ROUTES", "convert", "find", "read"]

DEADLINE = 120  # seconds for one file: a busy old machine needs more than a minute to start LibreOffice with a new profile
_ADDRESSES = 4 << 30  # bytes of address space; LibreOffice asks for much more than it uses

ROUTES = {"doc": "docx", "wps": "docx", "rtf": "doc", "odt": "docx", "xls": "xlsx", "et": "xlsx", "ods": "xlsx"}
"""Carrier → the carrier it is converted to and read as. RTF by way of .doc: its edges come out a few twips apart in each row,
which ``doc`` lays over each other and ``docx`` cannot."""

_FILTERS = {"doc": "doc:MS Word 97", "docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
_PLACES = (
    "/usr/bin/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice*/program/soffice",
    "/snap/bin/libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
    "C:/Program Files (x86)/LibreOffice/program/soffice.com",
)

# The profile: highest macro security and macros switched off besides; links never updated; no active content; a proxy nobody answers at.
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Misc", "FirstRun", "false"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "1"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


def read(data: bytes, carrier: str) -> list[Grid]:
    """Grids of a file by way of the carrier in ``ROUTES``. Raises FileRefused: no LibreOffice, not convertible, or as its reader says."""
    to = ROUTES[carrier]
    grids: list[Grid] = import_module(f"ziping.formats.carriers.{to}").read(convert(data, carrier, to))
    return grids


def convert(data: bytes, suffix: str, to: str) -> bytes:
    """The bytes of a file (``suffix`` without dot names its kind) as ``to``: doc, docx or xlsx. Raises FileRefused."""
    better = "xlsx" if to == "xlsx" else "docx"
    program = find()
    if program is None:
        raise FileRefused(
            f"读取 .{suffix} 文件需要 LibreOffice，这台电脑上没有找到；请安装 LibreOffice，或用 Office、WPS 另存为 .{better} 后再试"
        )
    with tempfile.TemporaryDirectory(prefix="ziping-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        source, result = home / f"in.{suffix}", home / "out" / f"in.{to}"
        source.write_bytes(data)
        result.parent.mkdir()
        _profile(home / "profile")
        _run(
            [
                str(program),
                "--headless",
                "--norestore",
                "--nologo",
                "--nolockcheck",
                f"-env:UserInstallation={(home / 'profile').as_uri()}",
                "--convert-to",
                _FILTERS[to],
                "--outdir",
                str(result.parent),
                str(source),
            ],
            home,
        )
        try:
            return result.read_bytes()
        except OSError:
            raise FileRefused(
                f"LibreOffice 打不开这份 .{suffix} 文件，文件可能已损坏或设有密码；请用 Office 或 WPS 另存为 .{better} 后再试"
            ) from None


@lru_cache(maxsize=1)
def find() -> Path | None:
    """LibreOffice's program on the path or at the usual places of Linux, macOS and Windows; None where there is none."""
    for name in ("soffice", "libreoffice"):
        on_path = shutil.which(name)
        if on_path:
            return Path(on_path)
    for place in _PLACES:
        anchor = Path(place)
        for candidate in sorted(Path(anchor.anchor).glob(place[len(anchor.anchor) :]), reverse=True) if anchor.is_absolute() else ():
            if candidate.is_file():
                return candidate
    return None


def _profile(folder: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>',
        encoding="utf-8",
    )


def _run(command: list[str], home: Path) -> None:
    """Run to the end or to the deadline; what the converter prints is of no use to a filer and is dropped."""
    quiet = subprocess.DEVNULL
    keep = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH", "PROGRAMFILES", "WINDIR")
    env = {name: os.environ[name] for name in keep if name in os.environ} | {
        "HOME": str(home),
        "TMPDIR": str(home),
        "TEMP": str(home),
        "TMP": str(home),
    }
    try:
        child = subprocess.Popen(
            command, stdin=quiet, stdout=quiet, stderr=quiet, cwd=home, env=env, start_new_session=True,
            preexec_fn=None if sys.platform == "win32" else _room,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        raise FileRefused("LibreOffice 不能启动，请检查它的安装，或把文件另存为 .docx、.xlsx 后再试") from None
    try:
        child.wait(DEADLINE)
    except subprocess.TimeoutExpired:
        raise FileRefused(f"LibreOffice 转换这份文件超过 {DEADLINE} 秒，已停止；请用 Office 或 WPS 另存为 .docx 或 .xlsx 后再试") from None
    finally:
        _end(child)


def _room() -> None:
    """Runs in the converter before it starts: the memory limit of a reader process is too narrow for LibreOffice."""
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wide = _ADDRESSES if most == resource.RLIM_INFINITY else min(_ADDRESSES, most)
    resource.setrlimit(resource.RLIMIT_AS, (wide, most))


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End the converter with all its children; soffice is a script whose real program is a child."""
    with suppress(OSError):
        if sys.platform == "win32":
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(child.pid)], capture_output=True, check=False)
        else:
            os.killpg(child.pid, signal.SIGKILL)
    child.wait()
