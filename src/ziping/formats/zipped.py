"""Guards for the zip containers of Office files: sizes are bounded before anything is unpacked, XML is parsed without entities.

What a hostile or broken file can do is answered here once, so that the readers above never see a raw zip or XML error:
bombs (declared or forged sizes), encrypted members, DOCTYPE, broken or missing parts all become ``FileRefused``.
"""

import posixpath
import struct
import zlib
from io import BytesIO
from urllib.parse import unquote
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from lxml import etree

from ziping.errors import FileRefused
from ziping.frozen import dataclass

__all__ = ["MAX_CELLS", "MAX_TEXT", "Parts", "Relation", "open_parts"]

MAX_CELLS = 400_000  # cells of one file; the largest real workbook of forms seen has a hundredth of it
MAX_TEXT = 20_000_000  # characters of one file
_MAX_ENTRIES = 2_000
_MAX_PART = 64 << 20  # bytes of one unpacked part
_MAX_TOTAL = 200 << 20  # bytes of all parts, as the directory says
_MAX_RATIO = 200  # unpacked to packed; XML of real documents stays below 60
_RATIO_FROM = 16 << 20  # bytes; a smaller part is harmless whatever its ratio
_BROKEN = (BadZipFile, LargeZipFile, KeyError, IndexError, EOFError, OSError, ValueError, struct.error, zlib.error)


@dataclass(frozen=True, slots=True)
class Relation:
    """One line of a ``.rels`` part: ``kind`` is the last word of its type, ``target`` a part name without leading slash."""

    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Parts:
    """An opened container. ``what`` names the carrier in messages; ``names`` maps lower-case part names to their entries."""

    what: str
    archive: ZipFile
    names: dict[str, ZipInfo]

    def has(self, name: str) -> bool:
        """Part names are compared without regard to case, as the packaging rules say."""
        return name.lower() in self.names

    def read(self, name: str) -> bytes:
        """The unpacked bytes of one part. Raises FileRefused where the part is missing, damaged, encrypted or too large."""
        entry = self.names.get(name.lower())
        if entry is None:
            raise FileRefused(f"这个 {self.what}缺少必要的部分（{name}），文件可能已损坏，请用 Office 或 WPS 打开后另存一份再试")
        if entry.flag_bits & 0x1:
            raise FileRefused(f"这个 {self.what}设有密码，不能读取，请取消密码后再试", code="encrypted")
        try:
            with self.archive.open(entry) as stream:
                data = stream.read(_MAX_PART + 1)
        except NotImplementedError as error:
            raise FileRefused(f"这个 {self.what}用了不常见的压缩方式，不能读取，请用 Office 或 WPS 打开后另存一份再试") from error
        except RuntimeError as error:  # zipfile says "encrypted" this way
            raise FileRefused(f"这个 {self.what}设有密码，不能读取，请取消密码后再试", code="encrypted") from error
        except _BROKEN as error:
            raise _damaged(self.what) from error
        if len(data) > _MAX_PART:
            raise _too_large(self.what)
        return data

    def tree(self, name: str) -> etree._Element:
        """The parsed root of one XML part; comments and processing instructions are left out, entities never replaced."""
        data = self.read(name)
        # A parser is cheap and holds state, so each part has its own.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            if "huge" in str(error).lower() or "too long" in str(error).lower():
                raise FileRefused(
                    f"这个 {self.what}里有一段文字超过 1000 万字，或者层次过深，不能读取，请删去多余内容后再试", code="too_large"
                ) from error
            raise _damaged(self.what) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise FileRefused(
                f"这个 {self.what}带有文档类型声明（DOCTYPE），正常的文件里没有，为安全起见不予读取；请用 Office 或 WPS 打开后另存一份再试"
            )
        return root

    def relations(self, part: str) -> dict[str, Relation]:
        """The relations of ``part`` (``""`` for the container itself) by id; empty when there are none. External links are left out."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", name + ".rels")
        if not self.has(rels):
            return {}
        found: dict[str, Relation] = {}
        for item in self.tree(rels):
            target = unquote(item.get("Target") or "")
            if not target or item.get("TargetMode") == "External":
                continue
            full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[item.get("Id") or ""] = Relation((item.get("Type") or "").rsplit("/", 1)[-1], full)
        return found

    def main(self, usual: str) -> str:
        """Name of the main part: where the container says it is, else the ``usual`` place."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and self.has(relation.target):
                return relation.target
        return usual


def open_parts(data: bytes, what: str) -> Parts:
    """Open a container after looking at its directory only. ``what``: the carrier in the user's words, e.g. ``"Word 文档"``."""
    try:
        archive = ZipFile(BytesIO(data))
        entries = archive.infolist()
    except (*_BROKEN, NotImplementedError, RuntimeError) as error:
        raise _damaged(what) from error
    if len(entries) > _MAX_ENTRIES or sum(entry.file_size for entry in entries) > _MAX_TOTAL:
        raise _too_large(what)
    for entry in entries:
        bomb = entry.file_size > _RATIO_FROM and entry.file_size > _MAX_RATIO * max(entry.compress_size, 1)
        if bomb or entry.file_size > _MAX_PART and entry.filename.lower().endswith((".xml", ".rels")):
            raise _too_large(what)
    return Parts(what, archive, {entry.filename.replace("\\", "/").lstrip("/").lower(): entry for entry in entries})


def _damaged(what: str) -> FileRefused:
    return FileRefused(f"这个 {what}已损坏或没有传完整，不能读取，请重新导出，或用 Office、WPS 打开后另存一份再试")


def _too_large(what: str) -> FileRefused:
    return FileRefused(f"这个 {what}解开后过大，不能读取；自评表一般不到 1 MB，请删去多余的工作表、图片或空白行后再试", code="too_large")
