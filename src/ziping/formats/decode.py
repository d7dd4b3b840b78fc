"""Bytes of a text file to a string, by a fixed rule instead of a guess.

Byte order mark, then (for a web page) the charset it declares, then strict UTF-8, then GB18030. Statistical detectors take
short Chinese strings for Big5; this rule cannot, because GB18030 holds all that GB2312 and GBK hold.
"""

import re

from ziping.errors import FileRefused

__all__ = ["decode"]

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# Only encodings that Chinese offices use. "iso-8859-1" in a page full of Chinese is a template nobody filled in.
_CODECS = {
    "utf-8": "utf-8", "utf8": "utf-8",
    "gb2312": "gb18030", "gb_2312-80": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030",
    "hz-gb-2312": "hz", "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
}  # fmt: skip
_DECLARED = re.compile(rb"""<(?:meta\b[^>]*?\bcharset|\?xml\b[^>]*?\bencoding)\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_HEAD = 4096  # bytes searched for a declared charset
_SURE = 4  # Chinese characters that make an accident of "valid UTF-8" impossible in practice; 联通 in GBK is valid UTF-8


def decode(data: bytes) -> str:
    """The text of ``data`` without a byte order mark; line ends are left as they are.

    Raises FileRefused (``unreadable``) when no rule fits.

    >>> decode("长沙市".encode("gbk"))
    '长沙市'
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], codec) or _refuse_unless_empty(data[len(mark) :])
    if 0 in data:
        return _wide(data)
    utf8 = _strict(data, "utf-8")
    declared = _DECLARED.search(data[:_HEAD])
    codec = _CODECS.get(declared[1].decode("ascii").lower(), "utf-8") if declared else "utf-8"
    if utf8 is not None and (codec == "utf-8" or _is_surely_chinese(utf8)):
        return utf8
    for other in (codec, "gb18030"):
        text = _strict(data, other)
        if text is not None:
            return text
    raise _refusal()


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _refuse_unless_empty(data: bytes) -> str:
    if data:
        raise _refusal()
    return ""


def _is_surely_chinese(text: str) -> bool:
    """Pages re-saved as UTF-8 often keep their old ``charset=gb2312``: believe the bytes when they leave no doubt."""
    count = 0
    for char in text:
        if "\u4e00" <= char <= "\u9fff":
            count += 1
            if count >= _SURE:
                return True
    return False


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: digits, tabs and line ends then have their zero byte always on the same side."""
    low, high = data[::2].count(0), data[1::2].count(0)
    codec = "utf-16-le" if high > low else "utf-16-be"
    if len(data) % 2 or min(low, high) * 20 > max(low, high):
        raise _refusal()
    text = _strict(data, codec)
    if text is None:
        raise _refusal()
    return text


def _refusal() -> FileRefused:
    return FileRefused("文件不是文本，或编码认不出（不是 UTF-8、GB18030 或 UTF-16）；请用“另存为”选择 UTF-8 编码后再试")
