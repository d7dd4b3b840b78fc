"""Adding to an XML part without touching what stands in it: every byte of the original stays, in its order, but for elements that
are put aside whole (``instead``).

A tree that is parsed and written again comes back with other quotes, prefixes and line ends. Here the tree only says *which*
element is meant; where it stands in the bytes is asked of expat, and the new text is put between the old bytes.
"""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from lxml import etree

from ziping.errors import FileRefused

__all__ = ["Markup", "prefix_of"]

_TAG = re.compile(rb"""<[^\s/>]+(?:[^"'/>]|"[^"]*"|'[^']*'|/(?!>))*(/?)>""")
_ENCODING = re.compile(r"""(<\?xml[^>]*?)\s+encoding\s*=\s*(?:"[^"]*"|'[^']*')""")


@dataclass(slots=True)
class _Wanted:
    """What is to be put around and into one element; ``instead`` stands for all of it."""

    before: list[str] = field(default_factory=list)
    first: list[str] = field(default_factory=list)
    last: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    instead: str | None = None


class Markup:
    """One part and what will be added to it. ``root`` must be the tree of exactly these bytes (comments may be left out)."""

    def __init__(self, data: bytes, root: etree._Element) -> None:
        self.data, self.root = _utf8(data), root
        self._wanted: dict[etree._Element, _Wanted] = {}

    def before(self, element: etree._Element, text: str) -> None:
        """Put ``text`` in front of an element."""
        self._of(element).before.append(text)

    def first(self, element: etree._Element, text: str) -> None:
        """Put ``text`` at the beginning of an element's content."""
        self._of(element).first.append(text)

    def last(self, element: etree._Element, text: str) -> None:
        """Put ``text`` at the end of an element's content."""
        self._of(element).last.append(text)

    def after(self, element: etree._Element, text: str) -> None:
        """Put ``text`` behind an element."""
        self._of(element).after.append(text)

    def instead(self, element: etree._Element, text: str) -> None:
        """Put ``text`` in the place of an element with all that is in it; nothing may be added inside it then."""
        self._of(element).instead = text

    def _of(self, element: etree._Element) -> _Wanted:
        return self._wanted.setdefault(element, _Wanted())

    def bytes(self) -> bytes:
        """The part with everything added. Raises FileRefused where expat and lxml do not see the same elements."""
        numbers = {number: self._wanted[each] for number, each in enumerate(self.root.iter("*")) if each in self._wanted}
        patches: list[tuple[int, int, str]] = []  # (from, to, text) in the order of the bytes
        for number, (start, end) in _ends(self.data, set(numbers)).items():
            wanted = numbers[number]
            tag = _TAG.match(self.data, start)
            if tag is None:
                raise _strange()
            if wanted.instead is not None:
                stop = tag.end() if tag[1] else self.data.index(b">", end) + 1
                patches.append((start, stop, wanted.instead))
            elif tag[1]:  # <w:p/> has to be opened before anything can go into it
                name = re.split(rb"[\s/>]", tag[0][1:], maxsplit=1)[0].decode("utf-8", "replace")
                inside = "".join(wanted.first + wanted.last)
                if inside:
                    patches.append((tag.end() - 2, tag.end(), f">{inside}</{name}>"))
                stop = tag.end()
            else:
                patches.append((tag.end(), tag.end(), "".join(wanted.first)))
                patches.append((end, end, "".join(wanted.last)))
                stop = self.data.index(b">", end) + 1
            patches.append((start, start, "".join(wanted.before)))
            patches.append((stop, stop, "".join(wanted.after)))
        patches.sort(key=lambda patch: patch[:2])
        pieces: list[bytes] = []
        at = 0
        for begin, end, text in patches:
            pieces += (self.data[at:begin], text.encode("ascii", "xmlcharrefreplace"))
            at = end
        return b"".join((*pieces, self.data[at:]))


def prefix_of(element: etree._Element, space: str, usual: str) -> tuple[str, str]:
    """(prefix, declaration) under which ``space`` can be named inside ``element``; the declaration is empty where it is bound."""
    bound = next((prefix for prefix, uri in element.nsmap.items() if uri == space and prefix), None)
    return (bound, "") if bound else (usual, f' xmlns:{usual}="{space}"')


def _ends(data: bytes, numbers: set[int]) -> dict[int, tuple[int, int]]:
    """For elements by number in document order: where their start tag and their end tag begin."""
    found: dict[int, tuple[int, int]] = {}
    starts: dict[int, int] = {}
    open_: list[int] = []
    count = 0
    parser = expat.ParserCreate()

    def start(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal count
        if count in numbers:
            starts[count] = parser.CurrentByteIndex
        open_.append(count)
        count += 1

    def end(_name: str) -> None:
        number = open_.pop()
        if number in numbers:
            found[number] = (starts[number], parser.CurrentByteIndex)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as error:
        raise _strange() from error
    if len(found) != len(numbers):
        raise _strange()
    return found


def _utf8(data: bytes) -> bytes:
    """The same text in UTF-8, where a part was written in UTF-16; all others are left as they are."""
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return data
    return _ENCODING.sub(r"\1", data.decode("utf-16"), count=1).encode("utf-8", "replace")


def _strange() -> FileRefused:
    return FileRefused("这份文件内部的写法不常见，不能在其中加批注或改动；请用 Office 或 WPS 打开后另存一份再试")
