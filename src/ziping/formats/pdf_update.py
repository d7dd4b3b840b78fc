"""An incremental update of a PDF, as PDFium writes it, cut down to the objects that really changed.

PDFium's update repeats every object that was looked at, and where the file keeps its cross references in a stream, the stream it
adds lacks its type and its end. Two updates are compared, one with the change and one without; what differs is written anew behind
the original, with cross references of the same kind as the original's.
"""

import re

from ziping.frozen import dataclass

__all__ = ["shortened"]

_TAIL = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf])")
_STREAM = re.compile(rb"(\d+) 0 obj\s*<<(.*?)>>\s*stream\r?\n", re.DOTALL)
_INDEX = re.compile(rb"/Index\s*\[([\d\s]+)\]")
_WIDTHS = re.compile(rb"/W\s*\[\s*0\s+4\s+1\s*\]")  # the only ones PDFium writes: all entries in use, offset, generation
_LENGTH = re.compile(rb"/Length\s+(\d+)")
_TYPE = re.compile(rb"/Type\s*/XRef")


@dataclass(frozen=True, slots=True)
class _Update:
    """Objects by number; the trailer's entries without brackets; the number of the cross-reference stream, where it is one."""

    objects: dict[int, bytes]
    trailer: bytes
    stream: int | None


def shortened(data: bytes, before: bytes, after: bytes) -> bytes | None:
    """``data`` followed by what ``after`` has and ``before`` has not, both updates of ``data`` by PDFium; None where they cannot be
    taken apart."""
    old, new = _taken_apart(data, before), _taken_apart(data, after)
    if old is None or new is None:
        return None
    out = bytearray(data if data.endswith((b"\n", b"\r")) else data + b"\n")
    places: dict[int, tuple[int, int]] = {}
    for number, written in sorted(new.objects.items()):
        if old.objects.get(number) != written:
            places[number] = len(out), int(written.split(None, 2)[1])
            out += written
    start = len(out)
    if new.stream is None:
        lines = b"".join(b"%d 1\n%010d %05d n \n" % (number, *place) for number, place in places.items())
        out += b"xref\n" + lines + b"trailer\n<<" + new.trailer + b">>\n"
    else:
        places[new.stream] = start, 0
        index = b" ".join(b"%d 1" % number for number in places)
        entries = b"".join(b"\1" + offset.to_bytes(4, "big") + generation.to_bytes(2, "big") for offset, generation in places.values())
        head = b"/Type/XRef/W[1 4 2]/Index[%b]/Length %d" % (index, len(entries))
        out += b"%d 0 obj\n<<%b%b>>stream\n%b\nendstream\nendobj\n" % (new.stream, head, new.trailer, entries)
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start


def _taken_apart(data: bytes, whole: bytes) -> _Update | None:
    tail = _TAIL.search(whole, max(0, len(whole) - 100))
    at = int(tail[1]) if tail is not None else 0
    if at < len(data):
        return None
    stream = _STREAM.match(whole, at)
    if whole.startswith(b"xref", at):
        table, _, rest = whole[at + 4 :].partition(b"trailer")
        trailer = rest[: rest.rfind(b"startxref")].strip().removeprefix(b"<<").removesuffix(b">>")
        places, number = _table(table), None
    elif stream is not None and _WIDTHS.search(stream[2]):
        places, number = _entries(stream[2], whole[stream.end() :]), int(stream[1])
        trailer = stream[2]
        for known in (_INDEX, _WIDTHS, _LENGTH, _TYPE):
            trailer = known.sub(b"", trailer, count=1)
    else:
        return None
    if not places or min(places.values()) < len(data) or max(places.values()) >= at:
        return None
    ends = sorted([*places.values(), at])
    following = dict(zip(ends, ends[1:], strict=False))
    return _Update({each: whole[place : following[place]] for each, place in places.items()}, trailer, number)


def _table(table: bytes) -> dict[int, int]:
    """Where objects begin, from the lines of a cross-reference table."""
    places: dict[int, int] = {}
    number = 0
    for line in table.split(b"\n"):
        entry = _ENTRY.match(line.strip())
        if entry is not None:
            if entry[3] == b"n":
                places[number] = int(entry[1])
            number += 1
        elif line.strip():
            number = int(line.split()[0])
    return places


def _entries(head: bytes, body: bytes) -> dict[int, int]:
    """Where objects begin, from the entries of a cross-reference stream: four bytes of offset, one of generation."""
    index = _INDEX.search(head)
    pairs = list(map(int, index[1].split())) if index is not None else []
    numbers = [first + at for first, count in zip(pairs[::2], pairs[1::2], strict=True) for at in range(count)]
    return {number: int.from_bytes(body[at * 5 : at * 5 + 4], "big") for at, number in enumerate(numbers)}
