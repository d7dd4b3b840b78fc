"""Paper: a form as it will be drawn, before any carrier: boxes with spans and roles, widths, heading, foot lines.

Made by ``layouts.write``, drawn by ``formats``: every carrier that can be written draws the same Paper, so they all look like
the official sheet and read back to the same form.
"""

from ziping.frozen import dataclass

__all__ = ["SEVERITY_WORDS", "Box", "Note", "Paper"]

SEVERITY_WORDS = {"error": "错误", "warning": "警告", "info": "提示"}  # of a note or a finding, as people read them, gravest first


@dataclass(frozen=True, slots=True)
class Box:
    """One cell on paper: anchor (row, col from 0), span, text.

    ``role``: ``"label"`` (printed by the form: centred, as in the official sheet), ``"value"`` (short text), ``"number"``
    (right-hand figures, centred on these forms), ``"narrative"`` (long text, left, line breaks kept).
    ``formula``: for carriers that calculate; cells are written ``{r4c3}`` (row, col from 0 in this paper), e.g.
    ``"=SUM({r4c3}:{r6c3})"``; ``text`` is what is shown where nothing calculates.
    ``path`` is the form path this box shows (``indicators[6].score``), None for labels. ``vertical`` asks for text running down.
    """

    row: int
    col: int
    rows: int
    cols: int
    text: str
    role: str = "value"
    formula: str | None = None
    path: str | None = None
    vertical: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A comment to be shown at a box: found by ``row``/``col``; ``severity`` error, warning or info; ``text`` plain lines."""

    row: int
    col: int
    severity: str
    text: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One form, drawn: ``title`` and ``subtitle`` lines above the table, boxes that tile a grid of ``rows`` × ``len(widths_mm)``,
    ``foot`` lines below it (signatures, notes). ``widths_mm`` are column widths; ``landscape`` turns the A4 sheet."""

    title: str
    subtitle: tuple[str, ...]
    boxes: tuple[Box, ...]
    rows: int
    widths_mm: tuple[int, ...]
    foot: tuple[str, ...] = ()
    landscape: bool = False
    name: str = "自评表"
    notes: tuple[Note, ...] = ()
