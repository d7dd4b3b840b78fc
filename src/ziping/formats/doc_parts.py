"""The parts of a Word 97-2003 document: streams, pieces of text, property runs. Nothing here knows what a table is.

Terms as in Microsoft's [MS-DOC]: the FIB is the file's table of contents; a *piece* says where in the WordDocument stream a range
of characters lies; an FKP is a 512-byte page of property runs; a *sprm* is one property change, a *grpprl* a list of them.
Offsets come from the file and are not to be trusted: every slice is bounded, every loop runs over something already in memory.
Errors: FileRefused for what we name; IndexError, struct.error, ValueError and OSError for damage, which ``doc.read`` turns into one.
"""

import io
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import field
from functools import partial
from itertools import chain
from struct import error as StructError
from struct import unpack_from

import olefile

from ziping.errors import FileRefused
from ziping.frozen import dataclass

__all__ = ["Look", "Parts", "Stretch", "changes", "form_field", "open_parts", "paragraph_changes", "stretches", "u16", "u32"]

LARGEST = 64 << 20  # bytes of a whole file; forms are far below 1 MB
LONGEST = 1_000_000  # characters of the main text; a long form has 30,000
_PAGE = 512

# Where the FIB keeps what we need, bytes from its start. Fixed since Word 97: later versions only append.
_WORD97, _FLAGS, _TEXT_LENGTH = 0x00C1, 0x0A, 0x4C
_STORIES, _BOXES = range(0x4C, 0x64, 4), 0x64  # lengths of the text and of the stories behind it; of that of the text boxes
_CHAR_RUNS, _PARA_RUNS, _FONTS, _PIECES = 0xFA, 0x102, 0x112, 0x1A2
_ENCRYPTED, _TABLE_STREAM_1 = 0x0100, 0x0200

# sprms of characters
_DELETED, _HIDDEN, _SYMBOL, _FONT, _PLACE, _IS_FORM = 0x0800, 0x083C, 0x6A09, 0x4A4F, 0x6A03, 0x0806
_FORM_DATA = 0xFFFFFFFF  # how the data of a field of an old form begin
_CHECKBOX, _LIST = 1, 2  # kinds of such a field
_UNSET = 25  # its value where the one it begins with still stands
_PICTURE_FONTS = ("Wingdings", "Webdings", "Symbol")
# sprms that carry their real content in the Data stream
_STORED_ELSEWHERE = (0x6645, 0x6646, 0x646B)
# sprms with a length of their own kind
_TABLE_DEFINITION, _TABS = 0xD608, 0xC615
_OPERAND = (1, 1, 2, 4, 2, 2, 0, 3)  # bytes of an operand by the three top bits of its sprm; 6 is variable
# Prm0: a piece may carry one small change, named by an index of its own
_SHORT_FORM = {0x18: 0x2416, 0x19: 0x2417, 0x41: _DELETED, 0x5C: _HIDDEN}

_ENCRYPTED_SENTENCE = "这份 Word 文档设有打开密码，不能读取；请在 Word 或 WPS 中取消密码后再试"
_OLD_SENTENCE = "这是 Word 95 或更早版本的文档，不能读取；请用 Word 或 WPS 另存为 .docx 后再试"


@dataclass(frozen=True, slots=True)
class Look:
    """What matters of character properties.

    ``symbol``: (font name, code) of an inserted symbol, for which the text only holds ``(``; ``font``: the symbol font in which
    the text itself is set. ``form``: where in the Data stream a field of an old form stands, for which the text only holds one mark.
    """

    deleted: bool = False
    hidden: bool = False
    symbol: tuple[str, int] | None = None
    font: str | None = None
    form: int | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters in a row that share piece and look. ``start`` and ``width``: bytes, where in the stream and per character."""

    text: str
    start: int
    width: int
    look: Look
    extra: bytes  # grpprl of the piece, applied after the runs' own


@dataclass(frozen=True, slots=True)
class _Piece:
    first: int  # character position
    length: int  # characters
    start: int  # byte in the stream
    width: int  # bytes per character: 1 (cp1252) or 2 (UTF-16)
    extra: bytes


@dataclass(frozen=True, slots=True)
class _Runs:
    """Property runs sorted by their first byte; ``starts[i]`` begins the run whose grpprl is ``grpprls[i]``."""

    starts: list[int]
    grpprls: list[bytes]

    def grpprl(self, at: int) -> bytes:
        j = bisect_right(self.starts, at) - 1
        return self.grpprls[j] if j >= 0 else b""

    def after(self, at: int, end: int) -> int:
        """Where the run that holds byte ``at`` stops, at most ``end``."""
        j = bisect_right(self.starts, at)
        return min(self.starts[j], end) if j < len(self.starts) else end


@dataclass(frozen=True, slots=True)
class Parts:
    """An opened document: its streams and what the FIB points to. ``boxes``: the pieces of the text in its text boxes."""

    word: bytes
    data: bytes
    length: int
    pieces: tuple[_Piece, ...]
    paragraphs: _Runs
    characters: _Runs
    fonts: tuple[str, ...] = field(default=())
    boxes: tuple[_Piece, ...] = field(default=())


def u16(data: bytes, at: int) -> int:
    value: int = unpack_from("<H", data, at)[0]
    return value


def u32(data: bytes, at: int) -> int:
    value: int = unpack_from("<I", data, at)[0]
    return value


def open_parts(data: bytes) -> Parts:
    """Open a document. Raises FileRefused: encrypted, older than Word 97, too large; other exceptions mean damage."""
    if len(data) > LARGEST:
        raise FileRefused(f"这份 Word 文档超过 {LARGEST >> 20} MB，不像一张自评表，没有读取；请删去图片后再试", code="too_large")
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        read = partial(_stream, ole)
        word = read("WordDocument")
        if not word and ole.exists("EncryptedPackage"):
            raise FileRefused(_ENCRYPTED_SENTENCE, code="encrypted")
        if u16(word, 0) in (0xA5DB, 0xA5DC) or u16(word, 2) < _WORD97:
            raise FileRefused(_OLD_SENTENCE)
        if u16(word, 0) != 0xA5EC:
            raise ValueError("not a FIB")
        flags = u16(word, _FLAGS)
        if flags & _ENCRYPTED:
            raise FileRefused(_ENCRYPTED_SENTENCE, code="encrypted")
        table, store = read("1Table" if flags & _TABLE_STREAM_1 else "0Table"), read("Data")
    length = u32(word, _TEXT_LENGTH)
    if length > LONGEST:
        raise FileRefused("这份 Word 文档的文字过长，不像一张自评表，没有读取", code="too_large")
    pieces = _pointed(word, table, _PIECES)
    behind = sum(u32(word, at) for at in _STORIES)
    return Parts(
        word=word,
        data=store,
        length=length,
        pieces=tuple(_pieces(pieces, 0, length)),
        boxes=tuple(_pieces(pieces, behind, behind + min(u32(word, _BOXES), LONGEST))),
        paragraphs=_runs(word, _pointed(word, table, _PARA_RUNS), _paragraph_page),
        characters=_runs(word, _pointed(word, table, _CHAR_RUNS), _character_page),
        fonts=_fonts(_pointed(word, table, _FONTS)),
    )


def stretches(parts: Parts) -> Iterator[Stretch]:
    """The main text in reading order, cut where the piece or the look of characters changes. UTF-16 halves stay apart."""
    looks: dict[tuple[bytes, bytes], Look] = {}  # few different ones in a document, each met a thousand times
    runs = parts.characters
    for piece in parts.pieces:
        at, end = piece.start, min(piece.start + piece.length * piece.width, len(parts.word))
        while at < end:
            stop = runs.after(at, end)
            stop += (stop - at) % piece.width  # a run that ends inside a character ends after it
            key = (runs.grpprl(at), piece.extra)
            if key not in looks:
                looks[key] = _look(parts, *key)
            yield Stretch(_text(parts.word[at:stop], piece.width), at, piece.width, looks[key], piece.extra)
            at = stop


def paragraph_changes(parts: Parts, grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """The sprms of a paragraph in order, also those that its run keeps in the Data stream."""
    for sprm, operand in changes(grpprl):
        if sprm in _STORED_ELSEWHERE:
            where = u32(operand, 0)
            yield from changes(parts.data[where + 2 : where + 2 + u16(parts.data, where)])
        else:
            yield sprm, operand


def changes(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """The sprms of one grpprl with their operands; a cut one at the end is left out."""
    at, end = 0, len(grpprl)
    while at + 2 < end:
        sprm = u16(grpprl, at)
        at += 2
        if sprm == _TABLE_DEFINITION:
            if at + 2 > end:
                return
            skip, size = 2, u16(grpprl, at) - 1
        elif sprm == _TABS and grpprl[at] == 0xFF:
            return  # its length follows from its content; nothing that concerns us comes after
        elif sprm >> 13 == 6:
            skip, size = 1, grpprl[at]
        else:
            skip, size = 0, _OPERAND[sprm >> 13]
        if size < 0 or at + skip + size > end:
            return
        yield sprm, grpprl[at + skip : at + skip + size]
        at += skip + size


def _stream(ole: olefile.OleFileIO, name: str) -> bytes:
    if not ole.exists(name):
        return b""
    content: bytes = ole.openstream(name).read()
    return content


def _pointed(word: bytes, table: bytes, at: int) -> bytes:
    start, size = u32(word, at), u32(word, at + 4)
    return table[start : start + size]


def _pieces(clx: bytes, begin: int, end: int) -> Iterator[_Piece]:
    """The piece table as far as it covers characters ``begin`` … ``end``; pieces may stand anywhere in the stream, so a file that was saved quickly is in no order."""
    at, grpprls = 0, []
    while clx[at] == 1:
        size = u16(clx, at + 1)
        grpprls.append(clx[at + 3 : at + 3 + size])
        at += 3 + size
    table = clx[at + 5 : at + 5 + u32(clx, at + 1)]
    count = (len(table) - 4) // 12
    total = 0
    for k in range(count):
        whole = u32(table, 4 * k)
        first, last = max(whole, begin), min(u32(table, 4 * k + 4), end)
        if first >= last:
            continue
        total += last - first
        if total > LONGEST:
            raise ValueError("pieces overlap")
        descriptor = 4 * (count + 1) + 8 * k
        start, prm = u32(table, descriptor + 2), u16(table, descriptor + 6)
        narrow, start = bool(start & 0x40000000), start & 0x3FFFFFFF
        width = 1 if narrow else 2
        yield _Piece(first, last - first, (start // 2 if narrow else start) + (first - whole) * width, width, _extra(prm, grpprls))


def _extra(prm: int, grpprls: list[bytes]) -> bytes:
    if prm & 1:
        return grpprls[prm >> 1] if prm >> 1 < len(grpprls) else b""
    sprm = _SHORT_FORM.get(prm >> 1 & 0x7F)
    return sprm.to_bytes(2, "little") + bytes([prm >> 8]) if sprm else b""


def _runs(word: bytes, table: bytes, page_of: Callable[[bytes], Iterator[tuple[int, bytes]]]) -> _Runs:
    count = (len(table) - 4) // 8
    if count > len(word) // _PAGE + 1:
        raise ValueError("more property pages than the stream can hold")
    found: list[tuple[int, bytes]] = []
    for k in range(count):
        number = u32(table, 4 * (count + 1) + 4 * k) & 0x3FFFFF
        page = word[number * _PAGE : (number + 1) * _PAGE]
        if len(page) == _PAGE:
            found.extend(page_of(page))
    found.sort(key=lambda run: run[0])
    return _Runs([start for start, _ in found], [grpprl for _, grpprl in found])


def _paragraph_page(page: bytes) -> Iterator[tuple[int, bytes]]:
    count = page[-1]
    for k in range(count):
        at = 2 * page[4 * (count + 1) + 13 * k]
        grpprl = b""
        if at:
            size = 2 * page[at] - 1 if page[at] else 2 * page[at + 1]
            first = at + 1 if page[at] else at + 2
            grpprl = page[first + 2 : first + size]  # its first two bytes name the style
        yield u32(page, 4 * k), grpprl


def _character_page(page: bytes) -> Iterator[tuple[int, bytes]]:
    count = page[-1]
    for k in range(count):
        at = 2 * page[4 * (count + 1) + k]
        yield u32(page, 4 * k), page[at + 1 : at + 1 + page[at]] if at else b""


def _look(parts: Parts, *grpprls: bytes) -> Look:
    deleted, hidden, symbol, font, place, is_form = False, False, None, None, None, False
    for sprm, operand in chain.from_iterable(map(changes, grpprls)):
        if sprm == _DELETED:
            deleted = operand[0] == 1
        elif sprm == _HIDDEN:
            hidden = bool(operand[0] & 1)  # 0x80: as in the style, 0x81: its opposite; styles of forms hide nothing
        elif sprm == _SYMBOL:
            symbol = (_font(parts, operand), u16(operand, 2))
        elif sprm == _FONT:
            name = _font(parts, operand)
            font = name if name.startswith(_PICTURE_FONTS) else None
        elif sprm == _PLACE:
            place = u32(operand, 0)
        elif sprm == _IS_FORM:
            is_form = operand[0] == 1
    return Look(deleted, hidden, symbol, font, place if is_form else None)


def form_field(parts: Parts, at: int) -> str:
    """What a field of an old form shows: ☑ or ☐, the chosen entry of a list; nothing for one of text, whose text stands in the document,
    or one that cannot be made out."""
    try:
        data = parts.data[at + u16(parts.data, at + 4) : at + u32(parts.data, at)]
        if u32(data, 0) != _FORM_DATA:  # a link keeps its address in the same way
            return ""
        kind, value = u16(data, 4) & 3, u16(data, 4) >> 2 & 31
        after = 10 + 2 * u16(data, 10) + 4  # behind the field's name
        value = u16(data, after) if value == _UNSET else value
        if kind == _CHECKBOX:
            return "☑" if value == 1 else "☐"
        if kind != _LIST:
            return ""
        after += 2
        for _ in range(5):  # its format, help and status texts, macros
            after += 2 * u16(data, after) + 4
        after += 6  # the list's own mark, how many entries
        for _ in range(value):
            after += 2 * u16(data, after) + 2
        return data[after + 2 : after + 2 + 2 * u16(data, after)].decode("utf-16-le", "replace")
    except StructError:
        return ""


def _font(parts: Parts, operand: bytes) -> str:
    index = u16(operand, 0)
    return parts.fonts[index] if index < len(parts.fonts) else ""


def _text(raw: bytes, width: int) -> str:
    """One character of text per stored one, so that offsets agree; a rare character stays two surrogates until ``doc`` joins them."""
    if width == 1:
        return raw.decode("cp1252", "replace")
    return "".join(map(chr, unpack_from(f"<{len(raw) // 2}H", raw)))


def _fonts(table: bytes) -> tuple[str, ...]:
    """Font names, which tell what the code of a symbol means."""
    names: list[str] = []
    at = 4
    for _ in range(u16(table, 0) if len(table) > 4 else 0):
        if at >= len(table):
            break
        size = table[at]
        names.append(table[at + 40 : at + 1 + size].decode("utf-16-le", "replace").split("\0")[0])
        at += 1 + size
    return tuple(names)
