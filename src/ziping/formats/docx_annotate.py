"""Comments into somebody's own Word document: the main part gets comment marks, everything else stays byte for byte.

Cells and paragraphs are found by the reader's own walk, so a Place means here what it means there. Word allows no comments inside
text boxes: those stand at the paragraph that holds the box.
"""

import posixpath
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from ziping.formats.comments import Comment, by_place, clean, gathered
from ziping.formats.docx_read import Spots, located, opened
from ziping.formats.markup import Markup, prefix_of
from ziping.formats.package import Package
from ziping.formats.wordtable import NAMESPACES

__all__ = ["annotate"]

_KIND = {
    NAMESPACES[0]: "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments",
    NAMESPACES[1]: "http://purl.oclc.org/ooxml/officeDocument/relationships/comments",
}
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"


def annotate(data: bytes, comments: Sequence[Comment]) -> tuple[bytes, tuple[Comment, ...]]:
    """The document with the comments, one Word comment each, and those that found no cell (joined at the first paragraph).

    Raises FileRefused as the reader does.
    """
    parts, main, root = opened(data)
    space = etree.QName(root).namespace or NAMESPACES[0]
    spots: Spots = {}
    located(root, spots)
    package = Package(parts)
    markup = Markup(parts.read(main), root)
    notes, part = _notes(package, main)
    number = 1 + max([-1, *_numbers(root), *(_numbers(notes.root) if notes else ())])
    written: list[str] = []
    homeless: list[Comment] = []
    waiting = [
        (paragraph, each) for where, each in by_place(comments).items() if (paragraph := _paragraph(spots, where, space)) is not None
    ]
    placed = {id(comment) for _, each in waiting for comment in each}
    homeless = [comment for comment in comments if id(comment) not in placed]
    if homeless:
        first = next(root.iter(f"{{{space}}}p"), None)
        if first is not None:
            waiting.insert(0, (_outside(first, space), [gathered(homeless)]))
    for paragraph, each in waiting:
        for comment in each:
            _mark(markup, paragraph, space, number)
            written.append(_comment(comment, number, notes.root if notes else None, space))
            number += 1
    if not written:
        return data, tuple(homeless)
    package.write(main, markup.bytes())
    if notes is not None:
        notes.last(notes.root, "".join(written))
        package.write(part, notes.bytes())
    else:
        package.write(part, _new(space, written))
        package.relate(main, _KIND.get(space, _KIND[NAMESPACES[0]]), part)
        package.declare(part, _TYPE)
    return package.bytes(), tuple(homeless)


def _notes(package: Package, main: str) -> tuple[Markup | None, str]:
    """The part that holds the document's comments, if it has one, and its name or the name for a new one."""
    for relation in package.parts.relations(main).values():
        if relation.kind == "comments" and package.has(relation.target):
            return package.markup(relation.target), relation.target
    part = posixpath.join(posixpath.dirname(main), "comments.xml")
    return None, part if not package.has(part) else package.free(posixpath.join(posixpath.dirname(main), "comments{}.xml"))


def _numbers(root: etree._Element) -> list[int]:
    """The numbers of comments that are used in a part already."""
    space = etree.QName(root).namespace or ""
    names = ("comment", "commentRangeStart", "commentRangeEnd", "commentReference")
    found = (element.get(f"{{{space}}}id") or "" for element in root.iter(*(f"{{{space}}}{name}" for name in names)))
    return [int(number) for number in found if number.isdecimal() and len(number) < 9]


def _paragraph(spots: Spots, where: object, space: str) -> etree._Element | None:
    """The paragraph in which a comment on this place stands: of a cell its first one with text, else its first."""
    element = spots.get(where)  # type: ignore[call-overload]
    if element is None:
        return None
    if element.tag == f"{{{space}}}tc":
        own = [each for each in element.iter(f"{{{space}}}p") if next(each.iterancestors(f"{{{space}}}tc"), None) is element]
        filled = (each for each in own if any((text.text or "").strip() for text in each.iter(f"{{{space}}}t")))
        element = next(filled, own[0] if own else None)
    return None if element is None else _outside(element, space)


def _outside(paragraph: etree._Element, space: str) -> etree._Element:
    """The paragraph itself, or the one that holds the outermost text box around it."""
    boxes = list(paragraph.iterancestors(f"{{{space}}}txbxContent"))
    if not boxes:
        return paragraph
    return next(boxes[-1].iterancestors(f"{{{space}}}p"), paragraph)


def _mark(markup: Markup, paragraph: etree._Element, space: str, number: int) -> None:
    """Comment number ``number`` around the whole content of a paragraph."""
    w, declared = prefix_of(paragraph, space, "w")
    start = f'<{w}:commentRangeStart{declared} {w}:id="{number}"/>'
    properties = paragraph.find(f"{{{space}}}pPr")
    if properties is not None:
        markup.after(properties, start)
    else:
        markup.first(paragraph, start)
    reference = f'<{w}:r{declared}><{w}:commentReference {w}:id="{number}"/></{w}:r>'
    markup.last(paragraph, f'<{w}:commentRangeEnd{declared} {w}:id="{number}"/>{reference}')


def _comment(comment: Comment, number: int, root: etree._Element | None, space: str) -> str:
    w, declared = ("w", "") if root is None else prefix_of(root, space, "w")
    author = quoteattr(clean(comment.author))
    lines = clean(comment.text).split("\n")
    text = "".join(f'<{w}:p><{w}:r><{w}:t xml:space="preserve">{escape(line)}</{w}:t></{w}:r></{w}:p>' for line in lines)
    return f'<{w}:comment{declared} {w}:id="{number}" {w}:author={author} {w}:initials="评">{text}</{w}:comment>'


def _new(space: str, written: list[str]) -> bytes:
    text = f'<w:comments xmlns:w="{space}">{"".join(written)}</w:comments>'
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text.encode("utf-8")
