"""Which carrier are these bytes? Decided by content; file names lie (an ``.xls`` is often a web page).

The answer names a carrier, also those this package cannot read yet: ``docx xlsx odt ods doc xls pdf rtf html json image text``.
"""

import io
import re
import zipfile

from ziping.errors import FileRefused
from ziping.formats.decode import decode

__all__ = ["sniff"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_BMP_HEADERS = {12, 40, 52, 56, 64, 108, 124}  # sizes of the information header of a Windows bitmap
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08")
_PDF = re.compile(rb"%PDF-\d")
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*|<\?xml\b[^>]*>\s*)*<(?:!doctype\s+html|[a-z][a-z0-9:]*[\s/>])", re.IGNORECASE | re.DOTALL)
_HTML_TAG = re.compile(r"<(?:!doctype\s+html|html|body|head|table)\b", re.IGNORECASE)
_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[{\]])")
_HEAD = 4096  # characters looked at to tell a web page or JSON from text
_JUNK = re.compile(r"[\x00-\x08\x0e-\x19\x1b\x7f-\x9f]")  # not \x1a and \x1c-\x1f: old text files do contain them
_LOOKED_AT = 200_000  # characters; enough to tell junk from text


def sniff(data: bytes) -> str:
    """The carrier's name. Raises FileRefused with a sentence: ``unreadable``, or ``encrypted`` for a file with a password."""
    if not data.strip(b"\0\t\n\r \xef\xbb\xbf"):
        raise FileRefused("文件是空的，请确认已经保存，或重新上传")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data)
    if data.startswith(_OLE):
        return _compound(data)
    if _PDF.search(data[:1024]):
        return "pdf"
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if _is_image(data):
        return "image"
    if data.startswith(_ARCHIVES):
        raise FileRefused("这是压缩包，请先解压，再逐个处理其中的文件")
    return _textual(data)


def _zipped(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            names = {info.filename.replace("\\", "/").lstrip("/").lower() for info in infos}
            kind = ""
            if "mimetype" in names:
                with archive.open("mimetype") as stream:
                    kind = stream.read(120).decode("latin-1")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, KeyError, ValueError):
        raise FileRefused("文件已损坏或没有传完整（压缩结构打不开），请在 Word、Excel 或 WPS 中打开并重新保存") from None
    for start, carrier in (("word/", "docx"), ("xl/", "xlsx")):
        if any(name.startswith(start) for name in names):
            return carrier
    for start, carrier in (("text", "odt"), ("spreadsheet", "ods")):
        if kind.startswith(f"application/vnd.oasis.opendocument.{start}"):
            return carrier
    if any(name.startswith("ppt/") for name in names):
        raise FileRefused("这是演示文稿，不是自评表；请提供 Word 或 Excel 文件")
    if "ofd.xml" in names:
        raise FileRefused("这是 OFD 版式文件，还不能读取；请转换为 PDF，或提供原 Word、Excel 文件")
    if any(info.flag_bits & 1 for info in infos):
        raise FileRefused("这是加了密码的压缩包，请解压后再逐个处理其中的文件", code="encrypted")
    raise FileRefused("这是压缩包，不是 Word 或 Excel 文件；请先解压，再逐个处理其中的文件")


def _compound(data: bytes) -> str:
    """The container of Office 97–2003, which also wraps encrypted files of today; only streams at its root count,
    because a Word file may carry a workbook inside."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            roots = {path[0].lower() for path in container.listdir(streams=True, storages=False) if len(path) == 1}
    except Exception:  # noqa: BLE001 - olefile meets damage with many kinds of error
        raise FileRefused("文件已损坏或没有传完整，请在 Word、Excel 或 WPS 中打开并重新保存") from None
    if "encryptedpackage" in roots:
        raise FileRefused("文件设有打开密码，请在 Word、Excel 或 WPS 中取消密码并另存后再试", code="encrypted")
    if "worddocument" in roots:
        return "doc"
    if roots & {"workbook", "book"}:
        return "xls"
    if "powerpoint document" in roots:
        raise FileRefused("这是演示文稿，不是自评表；请提供 Word 或 Excel 文件")
    raise FileRefused("认不出的 Office 旧格式文件，请在 Word、Excel 或 WPS 中另存为 .docx 或 .xlsx 后再试")


def _is_image(data: bytes) -> bool:
    if data.startswith(_IMAGES) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return True
    return data.startswith(b"BM") and int.from_bytes(data[14:18], "little") in _BMP_HEADERS


def _textual(data: bytes) -> str:
    text = decode(data)
    junk = len(_JUNK.findall(text, 0, _LOOKED_AT))
    if "\0" in text or junk * 100 > min(len(text), _LOOKED_AT):
        raise FileRefused("这不是能识别的文件（内容是二进制数据），请提供 Word、Excel、PDF、网页或文本文件")
    head = text[:_HEAD]
    if _JSON.match(head):
        return "json"
    if _HTML.match(head) and _HTML_TAG.search(text):
        return "html"
    if head.lstrip().startswith("<?xml"):
        raise FileRefused("这是 XML 文件，不是网页；请在 Word、Excel 或 WPS 中打开，另存为 .docx 或 .xlsx 后再试")
    if head.startswith("MIME-Version:"):
        raise FileRefused("这是“单个文件网页”（.mht），请在 Word、Excel 或 WPS 中打开，另存为 .docx 或 .xlsx 后再试")
    return "text"
