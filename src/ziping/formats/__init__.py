"""Carriers: bytes in, Grids out; Papers in, bytes out. Dumb codecs: nothing here knows what a form is.

``sniff`` looks at the content, never at the file's name. A carrier is one module with ``read(data) -> list[Grid]`` and, where it
can be written, ``write(papers) -> bytes``; modules are imported only when they are needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from ziping.errors import FileRefused, UserError
from ziping.formats.sniff import sniff
from ziping.grid import Grid
from ziping.paper import Paper

__all__ = ["CARRIERS", "Carrier", "read", "sniff", "write"]


@dataclass(frozen=True, slots=True)
class Carrier:
    """One carrier: ``module`` under ziping.formats (``office``: through LibreOffice, where it is installed), Chinese ``title``."""

    name: str
    title: str
    module: str
    writes: bool = False


CARRIERS = {
    c.name: c
    for c in (
        Carrier("docx", "Word 文档", "docx", writes=True),
        Carrier("xlsx", "Excel 工作簿", "xlsx", writes=True),
        Carrier("html", "网页", "html", writes=True),
        Carrier("text", "文本", "text"),
        Carrier("pdf", "PDF", "pdf", writes=True),
        Carrier("doc", "Word 97–2003 文档", "doc"),
        Carrier("xls", "Excel 97–2003 工作簿", "xls"),
        Carrier("rtf", "RTF 文档", "office"),
        Carrier("odt", "ODF 文本", "office"),
        Carrier("ods", "ODF 表格", "office"),
    )
}


def read(data: bytes, carrier: str) -> list[Grid]:
    """The tables of one file in document order, with the lines around them. Raises FileRefused with a sentence for the user."""
    known = CARRIERS.get(carrier)
    if known is None:
        what = {"image": "图片"}.get(carrier, carrier)
        raise FileRefused(f"还不能读取{what}格式的文件，请另存为 .docx、.xlsx、.pdf、.html 或文本后再试")
    module = import_module(f"ziping.formats.{known.module}")
    grids: list[Grid] = module.read(data, known.name) if known.module == "office" else module.read(data)
    return grids


def write(papers: Sequence[Paper], carrier: str) -> bytes:
    """Draw papers in a carrier: one section, sheet or page run each."""
    known = CARRIERS.get(carrier)
    if known is None or not known.writes:
        able = "、".join(f".{c.name}" for c in CARRIERS.values() if c.writes)
        raise UserError(f"不能写成 .{carrier}；可以写成 {able}、.json")
    drawn: bytes = import_module(f"ziping.formats.{known.module}").write(papers)
    return drawn
