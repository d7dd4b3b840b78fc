"""A checked form on its official paper, every finding a note at its box: for carriers that cannot hold comments, and for the report."""

from collections.abc import Sequence
from dataclasses import replace

from ziping import layouts
from ziping.checks import Finding
from ziping.errors import UserError
from ziping.form import Form, split
from ziping.layouts import Layout
from ziping.paper import Box, Note, Paper
from ziping.pipeline import Result

__all__ = ["layout_of", "note_text", "noted_paper", "with_notes"]

_NOWHERE = (-1, -1)  # a note without a box stands at the title


def layout_of(form: Form) -> Layout:
    """The form's own layout, else the usual one of its kind, or the first that holds all of it. UserError where there is none."""
    known = layouts.every()
    if form.layout is not None and form.layout in known:
        return known[form.layout]
    alike = [layout for layout in known.values() if layout.kind == form.kind]
    if not alike:
        raise UserError(f"还没有 {form.kind} 这种表的官方版式；可以写成 .json")
    alike.sort(key=lambda layout: (not layout.id.startswith("mof-"), layout.scheme is not None))
    return next((layout for layout in alike if not layouts.homeless(form, layout)), alike[0])


def noted_paper(result: Result) -> Paper:
    """The form in its official layout with its findings as notes, in their order. UserError where the layout has no place for a value."""
    return with_notes(layouts.write(result.form, layout_of(result.form)), result)


def with_notes(paper: Paper, result: Result) -> Paper:
    """The same for a paper that is drawn already: each finding a note at its box."""
    return replace(paper, notes=tuple(_note(result.form, finding, paper.boxes) for finding in result.findings))


def note_text(finding: Finding) -> str:
    """What a finding says, on what basis, and what to do (or why it was accepted), each on its line."""
    last = f"处理：{finding.remedy}" if finding.explained is None else f"已说明：{finding.explained}"
    return f"{finding.message}\n依据：{finding.basis}\n{last}"


def _note(form: Form, finding: Finding, boxes: Sequence[Box]) -> Note:
    """At the finding's own box or that of a path it also speaks of; else at the first box of their section, as places are found."""
    paths = (finding.where, *finding.also)
    found = (spot for look in (_own, _label, _within) for path in paths if (spot := look(form, path, boxes)) is not None)
    row, col = next(found, _NOWHERE)
    return Note(row, col, finding.severity, f"{finding.code} {note_text(finding)}")


def _own(_form: Form, path: str, boxes: Sequence[Box]) -> tuple[int, int] | None:
    """The box that shows a path; for a level name the merged one that began further up."""
    steps = split(path)
    above = [path]
    if len(steps) == 3 and steps[2] in ("level1", "level2") and isinstance(steps[1], int):
        above = [f"{steps[0]}[{number}].{steps[2]}" for number in range(steps[1], -1, -1)]
    known = {box.path: (box.row, box.col) for box in boxes if box.path in above}
    return next((known[each] for each in above if each in known), None)


def _label(form: Form, path: str, boxes: Sequence[Box]) -> tuple[int, int] | None:
    """The label that was printed otherwise than the layout has it (``labels.funds.transfer``)."""
    printed = form.labels.get(path.removeprefix("labels.")) if path.startswith("labels.") else None
    return next(((box.row, box.col) for box in boxes if box.role == "label" and box.text == printed), None)


def _within(_form: Form, path: str, boxes: Sequence[Box]) -> tuple[int, int] | None:
    """The first box of a section."""
    return next(((box.row, box.col) for box in boxes if (box.path or "").startswith((path + ".", path + "["))), None)
