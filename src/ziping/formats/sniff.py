"""Peeks at bytes that several carriers share, and the sentences for files that no carrier takes.

Decided by content; file names lie (an ``.xls`` is often a web page). A peek never raises: damage looks like nothing, and
``refusal`` says afterwards what it was.
"""

import io
import re
import zipfile
from functools import lru_cache

from ziping.errors import FileRefused
from ziping.formats.decode import decode

__all__ = ["HEAD", "foreign_text", "forget", "is_container", "is_image", "members", "open_document", "refusal", "streams", "text_of"]

HEAD = 4096  # characters looked at to tell a web page or JSON from text

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_BMP_HEADERS = {12, 40, 52, 56, 64, 108, 124}  # sizes of the information header of a Windows bitmap
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08")
_ODF = "application/vnd.oasis.opendocument."
_JUNK = re.compile(r"[\x00-\x08\x0e-\x19\x1b\x7f-\x9f]")  # not \x1a and \x1c-\x1f: old text files do contain them
_LOOKED_AT = 200_000  # characters; enough to tell junk from text
_BROKEN_ZIP = (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, KeyError, ValueError)

_NO_SLIDES = "这是演示文稿，不是自评表；请提供 Word 或 Excel 文件"


# --- peeks


def is_container(data: bytes) -> bool:
    """A zip or an old Office container: what it is stands inside."""
    return data.startswith((*_ZIP, _OLE))


def members(data: bytes) -> frozenset[str]:
    """Lower-case names of a zip's members; empty for anything else and for a damaged zip."""
    found = _directory(data)
    return found[0] if found else frozenset()


def open_document(data: bytes) -> str:
    """What kind of OpenDocument file this zip says it is (``text``, ``spreadsheet``, ``text-template`` …), or ``""``."""
    found = _directory(data)
    return found[1].removeprefix(_ODF) if found and found[1].startswith(_ODF) else ""


def streams(data: bytes) -> frozenset[str]:
    """Lower-case names of the streams at the root of an old Office container; empty for anything else and for a damaged one.

    Only the root counts, because a Word file may carry a workbook inside.
    """
    return _roots(data) or frozenset()


def text_of(data: bytes) -> str:
    """The text that these bytes are; ``""`` if they are not text (containers, pictures, binary data, nothing but white space)."""
    return _text(data) or ""


def foreign_text(text: str) -> str:
    """The sentence for a text that is a file of some other program (XML, a web page in one file), or ``""``."""
    head = text[:HEAD]
    if head.lstrip().startswith("<?xml"):
        return "这是 XML 文件，不是网页；请在 Word、Excel 或 WPS 中打开，另存为 .docx 或 .xlsx 后再试"
    if head.startswith("MIME-Version:"):
        return "这是“单个文件网页”（.mht），请在 Word、Excel 或 WPS 中打开，另存为 .docx 或 .xlsx 后再试"
    return ""


def forget() -> None:
    """Let go of the file that was peeked at last. It is kept because several carriers ask the same of it in a row."""
    for peek in (_directory, _roots, _text):
        peek.cache_clear()


@lru_cache(maxsize=1)
def _directory(data: bytes) -> tuple[frozenset[str], str, bool] | None:
    """Names of a zip's members, its mimetype, whether any member has a password. None: no zip, or damaged."""
    if not data.startswith(_ZIP):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            names = frozenset(info.filename.replace("\\", "/").lstrip("/").lower() for info in infos)
            kind = ""
            if "mimetype" in names:
                with archive.open("mimetype") as stream:
                    kind = stream.read(120).decode("latin-1")
    except _BROKEN_ZIP:
        return None
    return names, kind, any(info.flag_bits & 1 for info in infos)


@lru_cache(maxsize=1)
def _roots(data: bytes) -> frozenset[str] | None:
    """Streams at the root of an old Office container. None: no such container, or damaged."""
    if not data.startswith(_OLE):
        return None
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            return frozenset(path[0].lower() for path in container.listdir(streams=True, storages=False) if len(path) == 1)
    except Exception:  # noqa: BLE001 - olefile meets damage with many kinds of error
        return None


@lru_cache(maxsize=1)
def _text(data: bytes) -> str | None:
    if is_container(data) or is_image(data) or data.startswith(_ARCHIVES) or _is_blank(data):
        return None
    try:
        text = decode(data)
    except FileRefused:
        return None
    junk = len(_JUNK.findall(text, 0, _LOOKED_AT))
    return None if "\0" in text or junk * 100 > min(len(text), _LOOKED_AT) else text


def _is_blank(data: bytes) -> bool:
    return not data.strip(b"\0\t\n\r \xef\xbb\xbf")


def is_image(data: bytes) -> bool:
    if data.startswith(_IMAGES) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return True
    return data.startswith(b"BM") and int.from_bytes(data[14:18], "little") in _BMP_HEADERS


# --- refusals


def refusal(data: bytes) -> FileRefused:
    """Why no carrier takes these bytes, and what to do: ``unreadable``, or ``encrypted`` for a file with a password."""
    if _is_blank(data):
        return FileRefused("文件是空的，请确认已经保存，或重新上传")
    if data.startswith(_ZIP):
        return _zip_refusal(data)
    if data.startswith(_OLE):
        return _compound_refusal(data)
    if is_image(data):
        return FileRefused("这是图片，这一种（GIF、WEBP）不能读取；请另存为 PNG 或 JPEG，或提供原来的 Word、Excel、PDF 文件")
    if data.startswith(_ARCHIVES):
        return FileRefused("这是压缩包，请先解压，再逐个处理其中的文件")
    try:
        decode(data)
    except FileRefused as refused:
        return refused
    text = text_of(data)
    if not text:
        return FileRefused("这不是能识别的文件（内容是二进制数据），请提供 Word、Excel、PDF、网页或文本文件")
    return FileRefused(foreign_text(text) or "认不出这是什么文件，请在 Word、Excel 或 WPS 中另存为 .docx 或 .xlsx 后再试")


def _zip_refusal(data: bytes) -> FileRefused:
    found = _directory(data)
    if found is None:
        return FileRefused("文件已损坏或没有传完整（压缩结构打不开），请在 Word、Excel 或 WPS 中打开并重新保存")
    names, _, locked = found
    if any(name.startswith("ppt/") for name in names):
        return FileRefused(_NO_SLIDES)
    if "ofd.xml" in names:
        return FileRefused("这是 OFD 版式文件，还不能读取；请转换为 PDF，或提供原 Word、Excel 文件")
    if locked:
        return FileRefused("这是加了密码的压缩包，请解压后再逐个处理其中的文件", code="encrypted")
    return FileRefused("这是压缩包，不是 Word 或 Excel 文件；请先解压，再逐个处理其中的文件")


def _compound_refusal(data: bytes) -> FileRefused:
    """The container of Office 97–2003 also wraps the encrypted files of today."""
    roots = _roots(data)
    if roots is None:
        return FileRefused("文件已损坏或没有传完整，请在 Word、Excel 或 WPS 中打开并重新保存")
    if "encryptedpackage" in roots:
        return FileRefused("文件设有打开密码，请在 Word、Excel 或 WPS 中取消密码并另存后再试", code="encrypted")
    if "powerpoint document" in roots:
        return FileRefused(_NO_SLIDES)
    return FileRefused("认不出的 Office 旧格式文件，请在 Word、Excel 或 WPS 中另存为 .docx 或 .xlsx 后再试")
