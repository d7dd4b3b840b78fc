"""A smallest Word 97 file, built byte by byte: what no program at hand writes (quick saves, old merge flags) can still be tested.

Every ``Piece`` becomes one entry of the piece table with property runs of its own; ``order`` says in which order the pieces lie in
the file, which after a quick save is not the order of reading.
"""

import struct
from dataclasses import dataclass

IN_TABLE = struct.pack("<HB", 0x2416, 1)
ROW_END = struct.pack("<HB", 0x2417, 1)
INNER_CELL_END = struct.pack("<HB", 0x244B, 1)
INNER_ROW_END = struct.pack("<HB", 0x244C, 1)
DELETED = struct.pack("<HB", 0x0800, 1)
HIDDEN = struct.pack("<HB", 0x083C, 1)
SECTOR = 512


@dataclass(frozen=True)
class Piece:
    """Text, ended by its mark if it has one. ``papx``, ``chpx``: its grpprls; ``narrow``: one byte per character; ``prm``: as stored."""

    text: str
    papx: bytes = b""
    chpx: bytes = b""
    narrow: bool = False
    prm: int = 0


def depth(level: int) -> bytes:
    return IN_TABLE + struct.pack("<HI", 0x6649, level)


def definition(edges: tuple[int, ...], flags: tuple[int, ...] = ()) -> bytes:
    """sprmTDefTable: ``flags`` are the first two bytes of each cell's description."""
    body = bytes([len(edges) - 1]) + struct.pack(f"<{len(edges)}h", *edges)
    body += b"".join(struct.pack("<H", flag) + bytes(18) for flag in flags)
    return struct.pack("<HH", 0xD608, len(body) + 1) + body


def row(*cells: str, edges: tuple[int, ...], flags: tuple[int, ...] = (), more: bytes = b"") -> list[Piece]:
    """A row of an outer table."""
    return [Piece(text + "\x07", IN_TABLE) for text in cells] + [Piece("\x07", IN_TABLE + ROW_END + definition(edges, flags) + more)]


def word_file(
    pieces: list[Piece],
    *,
    order: list[int] | None = None,
    prcs: tuple[bytes, ...] = (),
    store: bytes = b"",
    fonts: tuple[str, ...] = (),
    flags: int = 0,
    version: int = 0xC1,
    boxes: int = 0,
) -> bytes:
    """The bytes of a .doc. ``prcs``: grpprls a Prm may name; ``store``: the Data stream; ``boxes``: how many of the last pieces are the
    text of text boxes."""
    starts, text = {}, b""
    for i in order or range(len(pieces)):
        starts[i] = 0x400 + len(text)
        raw = pieces[i].text.encode("cp1252" if pieces[i].narrow else "utf-16-le", "surrogatepass")
        text += raw + bytes(len(raw) % 2)
    word = bytes(0x400) + text
    word += bytes(-len(word) % SECTOR)
    lengths = [len(piece.text.encode("utf-16-le", "surrogatepass")) // 2 for piece in pieces]
    limits = sorted((starts[i], starts[i] + lengths[i] * (1 if p.narrow else 2), i) for i, p in enumerate(pieces))
    pages: dict[str, bytes] = {}
    for kind, attribute in (("papx", "papx"), ("chpx", "chpx")):
        table = b"".join(struct.pack("<I", start) for start, _, _ in limits) + struct.pack("<I", limits[-1][1])
        for start, end, i in limits:
            table += struct.pack("<I", len(word) // SECTOR)
            word += _page(start, end, getattr(pieces[i], attribute), kind)
        pages[kind] = table
    clx = b"".join(b"\x01" + struct.pack("<H", len(prc)) + prc for prc in prcs)
    at, positions, descriptors = 0, b"", b""
    for i, piece in enumerate(pieces):
        positions += struct.pack("<I", at)
        at += lengths[i]
        start = starts[i] * 2 | 0x40000000 if piece.narrow else starts[i]
        descriptors += struct.pack("<HIH", 0, start, piece.prm)
    plc = positions + struct.pack("<I", at) + descriptors
    clx += b"\x02" + struct.pack("<I", len(plc)) + plc
    names = struct.pack("<HH", len(fonts), 0) if fonts else b""
    for name in fonts:
        raw = bytes(39) + name.encode("utf-16-le") + b"\0\0"
        names += bytes([len(raw)]) + raw
    tables, fib = b"", bytearray(word[:0x400])
    struct.pack_into("<HH", fib, 0, 0xA5EC, version)
    struct.pack_into("<H", fib, 0x0A, 0x0200 | flags)
    boxed = sum(lengths[len(lengths) - boxes :])
    struct.pack_into("<I", fib, 0x4C, at - boxed)
    struct.pack_into("<I", fib, 0x64, boxed)
    for where, part in ((0xFA, pages["chpx"]), (0x102, pages["papx"]), (0x112, names), (0x1A2, clx)):
        struct.pack_into("<II", fib, where, len(tables), len(part))
        tables += part
    return compound({"WordDocument": bytes(fib) + word[0x400:], "1Table": tables, "Data": store})


def _page(start: int, end: int, grpprl: bytes, kind: str) -> bytes:
    page = bytearray(SECTOR)
    struct.pack_into("<II", page, 0, start, end)
    page[8], page[-1] = 16, 1
    if kind == "chpx":
        content = bytes([len(grpprl)]) + grpprl
    else:
        body = bytes(2) + grpprl
        content = (bytes([(len(body) + 1) // 2]) if len(body) % 2 else bytes([0, len(body) // 2])) + body
    page[32 : 32 + len(content)] = content
    assert len(page) == SECTOR, "a grpprl too long for a page"
    return bytes(page)


def compound(streams: dict[str, bytes]) -> bytes:
    """An OLE container with the given streams, each long enough to need no small sectors."""
    contents = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    sectors, chains, at = b"", [0xFFFFFFFD, 0xFFFFFFFE], 2  # the sector of the chains themselves, the directory
    entries = [_entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)]
    for i, (name, data) in enumerate(contents.items()):
        count = -(-len(data) // SECTOR)
        entries.append(_entry(name, 2, 0xFFFFFFFF, at, len(data), i + 2 if i + 1 < len(contents) else 0xFFFFFFFF))
        chains += [*range(at + 1, at + count), 0xFFFFFFFE]
        sectors += data.ljust(count * SECTOR, b"\0")
        at += count
    assert at <= 128 and len(entries) <= 4
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    header = header.ljust(SECTOR, b"\xff")
    fat = struct.pack(f"<{len(chains)}I", *chains).ljust(SECTOR, b"\xff")
    return header + fat + b"".join(entries).ljust(SECTOR, b"\0") + sectors


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = 0xFFFFFFFF) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, right, child)
    return head.ljust(116, b"\0") + struct.pack("<III", start, size, 0)
