"""Papers as one web page: no network, no script, prints as the official sheet. ``html.read`` gives the same boxes back."""

import re
from collections.abc import Sequence
from functools import lru_cache

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from ziping.formats.marks import Mark, by_box, marks
from ziping.frozen import dataclass
from ziping.paper import Box, Paper
from ziping.records import DATA

__all__ = ["write"]

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # characters no web page can hold


@dataclass(frozen=True, slots=True)
class _Sheet:
    paper: Paper
    width: int
    shares: tuple[str, ...]
    rows: tuple[Markup, ...]
    notes: tuple[Mark, ...]


def write(papers: Sequence[Paper]) -> bytes:
    """A self-contained page in UTF-8; line breaks and spaces inside cells are kept as they are."""
    titles = [paper.title or paper.name for paper in papers]
    page = _template().render(title=titles[0] if titles else "自评表", sheets=[_sheet(paper) for paper in papers])
    return _UNSEEN.sub("", page).encode("utf-8", "replace")


@lru_cache(maxsize=1)
def _template() -> Template:
    surroundings = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined, keep_trailing_newline=True)
    return surroundings.from_string((DATA / "paper" / "page.html.j2").read_text(encoding="utf-8"))


def _line_ends(text: str) -> str:
    """Every kind of line end as one that a page keeps."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")


def _sheet(paper: Paper) -> _Sheet:
    notes = marks(paper)
    of_box = by_box(notes)
    rows: list[list[str]] = [[] for _ in range(paper.rows)]
    for box in sorted((*paper.boxes, *_gaps(paper)), key=lambda box: (box.row, box.col)):
        rows[box.row].append(_cell(box, of_box.get((box.row, box.col), ())))
    width = sum(paper.widths_mm)
    shares = tuple(f"{share * 100 / width:.3f}" for share in paper.widths_mm)
    return _Sheet(paper, width, shares, tuple(Markup("".join(row)) for row in rows), notes)


def _cell(box: Box, notes: Sequence[Mark]) -> str:
    """One cell of the page, with the numbers of its notes and their text for the mouse. A page has hundreds: here, not in the template."""
    tag = "th" if box.role == "label" else "td"
    spans = f' colspan="{box.cols}"' if box.cols > 1 else ""
    if box.rows > 1:
        spans += f' rowspan="{box.rows}"'
    path = f' data-path="{escape(box.path)}"' if box.path else ""
    noted = ""
    if notes:
        hint = escape("\n".join(f"{mark.word}：{mark.text}" for mark in notes))
        noted = f' data-note="{",".join(str(mark.number) for mark in notes)}" title="{hint}"'
    text = escape(_line_ends(box.text)) if box.text else ""
    shown = f'<span class="vertical">{text}</span>' if box.vertical else text
    return f'<{tag}{spans} class="{box.role}"{path}{noted} style="white-space: pre-wrap">{shown}</{tag}>'


def _gaps(paper: Paper) -> list[Box]:
    """Empty boxes where none was given: without them the cells after a gap would slide to the left."""
    covered = {(r, c) for box in paper.boxes for r in range(box.row, box.row + box.rows) for c in range(box.col, box.col + box.cols)}
    places = ((r, c) for r in range(paper.rows) for c in range(len(paper.widths_mm)))
    return [Box(r, c, 1, 1, "") for r, c in places if (r, c) not in covered]
