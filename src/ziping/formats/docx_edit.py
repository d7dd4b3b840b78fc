"""Values changed in somebody's own Word document: the text of the very runs, every other byte of every part as it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from lxml import etree

from ziping.formats.cell_edits import Edit, Refusal, respelled, spread
from ziping.formats.comments import clean
from ziping.formats.docx_read import Spots, located, opened
from ziping.formats.markup import Markup
from ziping.formats.package import Package
from ziping.formats.wordtable import NAMESPACES
from ziping.grid import Place

__all__ = ["edit"]

_UNREAD = ("del", "moveFrom", "txbxContent", "Fallback")  # text inside these is not the cell's own, or not shown


@dataclass(slots=True)
class _Cell:
    """The text of a cell or paragraph: each run's text with where it begins, and the whole with its breaks."""

    elements: list[etree._Element]
    pieces: list[tuple[int, str]]
    text: str


def edit(data: bytes, edits: Sequence[Edit]) -> tuple[bytes, tuple[Refusal, ...]]:
    """The document with the edits made, and those that could not be. Raises FileRefused as the reader does."""
    parts, main, root = opened(data)
    space = etree.QName(root).namespace or NAMESPACES[0]
    spots: Spots = {}
    located(root, spots)
    markup = Markup(parts.read(main), root)
    refused: list[Refusal] = []
    wanted: dict[Place, list[Edit]] = {}
    for each in edits:
        if each.where is None or each.where not in spots:
            refused.append(Refusal(each, "在原件里找不到这一格"))
        else:
            wanted.setdefault(each.where, []).append(each)
    made = False
    for where, here in wanted.items():
        why = _change(markup, _cell(spots[where], f"{{{space}}}"), here)
        if why is not None:
            refused += [Refusal(one, why) for one in here]
        made = made or why is None
    if not made:
        return data, tuple(refused)
    package = Package(parts)
    package.write(main, markup.bytes())
    return package.bytes(), tuple(refused)


def _cell(element: etree._Element, w: str) -> _Cell:
    """What a cell or paragraph holds, without tables inside it, deleted and hidden text."""
    found = _Cell([], [], "")
    cell = f"{w}tc"
    for each in element.iter(f"{w}t", f"{w}br", f"{w}cr", f"{w}tab", f"{w}noBreakHyphen", f"{w}p"):
        above = list(each.iterancestors())
        inside = above[: above.index(element)] if element in above else []
        if any(up.tag == cell or etree.QName(up).localname in _UNREAD for up in inside) or _hidden(each, w):
            continue
        name = each.tag.removeprefix(w)
        if name == "t":
            found.elements.append(each)
            found.pieces.append((len(found.text), each.text or ""))
            found.text += each.text or ""
        elif name == "p":
            found.text += "\n" if found.text else ""
        elif name != "tab" or each.getparent() is not None and each.getparent().tag == f"{w}r":  # type: ignore[union-attr]
            found.text += {"tab": "\t", "noBreakHyphen": "-"}.get(name, "\n")
    return found


def _hidden(element: etree._Element, w: str) -> bool:
    run = element.getparent()
    mark = run.find(f"{w}rPr/{w}vanish") if run is not None and run.tag == f"{w}r" else None
    return mark is not None and mark.get(f"{w}val") not in ("0", "false", "off")


def _change(markup: Markup, cell: _Cell, edits: Sequence[Edit]) -> str | None:
    """Make the edits of one cell, all or none; the reason if none."""
    changes: set[tuple[int, int, str]] = set()
    for each in edits:
        spots = spread(cell.text, each)
        if spots is None:
            return "原件里这一格的写法特殊（有域、特殊符号，或同样的文字不止一处），请自己改"
        changes.update(spots)
    fresh = respelled(cell.pieces, sorted(changes))
    if fresh is None:
        return "要改的字跨在两段之间，请自己改"
    for number, text in fresh.items():
        markup.instead(cell.elements[number], _text(cell.elements[number], text))
    return None


def _text(element: etree._Element, text: str) -> str:
    """A run's text as markup; a line break becomes a break within the run."""
    tag = f"{element.prefix}:" if element.prefix else ""
    lines = [f'<{tag}t xml:space="preserve">{escape(line)}</{tag}t>' for line in clean(text).split("\n")]
    return f"<{tag}br/>".join(lines)
