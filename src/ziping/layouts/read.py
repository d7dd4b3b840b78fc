"""Grids → forms as written. Labels, not positions, say what a cell is; the layout is recognised afterwards (``match``)."""

from dataclasses import replace

from ziping.form import Form, Kind, Place, Problem, describe, get
from ziping.form.sure import is_doubtful
from ziping.grid import Cell, Grid
from ziping.layouts import abreast
from ziping.layouts.draft import Draft
from ziping.layouts.match import match
from ziping.layouts.reader import Reader
from ziping.layouts.remerge import remerge
from ziping.layouts.stream import stream
from ziping.layouts.unroll import unroll
from ziping.text import bare, seen

__all__ = ["read"]


def _kind(draft: Draft) -> Kind:
    title = bare(draft.values.get("title") or "")
    if draft.title_kind == "targets" or draft.title_kind == "monitoring":
        return draft.title_kind  # type: ignore[return-value]
    if any(word in title for word in ("评价指标表", "评分表", "评价表")) and "自评表" not in title:
        return "rubric"
    if any(word in title for word in ("部门整体", "整体支出", "整体绩效", "单位整体")):
        return "department"
    if any(path.startswith("project.") for path in (*draft.values, *draft.heads)):
        return "project"
    if draft.heads & {"functions", "unit.accounting_units"}:
        return "department"
    return "project"


def read(grids: list[Grid]) -> tuple[list[Form], list[Problem]]:
    """Every form in the grids of one file, and what could not be read as it stands. No form at all is a Problem ``no_form``."""
    grids = [_seen(grid) for grid in grids]
    grids = [remerge(unroll(part) or part) for grid in grids for part in abreast.forms(grid)]
    drafts = Reader(list(stream(grids))).run()
    forms, problems = [], []
    for draft in drafts:
        kind = _kind(draft)
        layout = match(draft, kind)
        forms.append(draft.finish(kind=kind, layout=layout))
        problems += draft.problems
    if not forms:
        where = next((row.cells[0].where for row in stream(grids) if row.texts and row.cells), None)
        text = "没有找到自评表：文件里没有「三级指标、目标值、完成值、分值、得分」这样的表头"
        draft = Draft()
        draft.problem("no_form", text, where)
        problems = draft.problems
    problems += [Problem(code="unreadable", message=line.text, place=line.where) for grid in grids for line in grid.skipped]
    used = set().union(*(draft.used for draft in drafts))
    problems += [*_hidden(grids, used), *_masked(grids, used)]
    scanned = [cell for grid in grids for cell in grid.cells if cell.where.confidence is not None]
    for form in forms if scanned else ():
        problems += _doubtful(form)
    problems += _over_pages(grids, forms, problems)
    return forms, problems + _unread(scanned)


def _seen(grid: Grid) -> Grid:
    """The same without invisible characters."""
    every = "".join([*(cell.text for cell in grid.cells), *(line.text for line in (*grid.above, *grid.below))])
    if every.isascii() or seen(every) == every:
        return grid
    cells = tuple(replace(cell, text=seen(cell.text)) for cell in grid.cells)
    above, below = ([replace(line, text=seen(line.text)) for line in lines] for lines in (grid.above, grid.below))
    return replace(grid, cells=cells).with_lines(above=above, below=below)


def _over_pages(grids: list[Grid], forms: list[Form], problems: list[Problem]) -> list[Problem]:
    """What a page break leaves to be looked at and no row's own reader has told: cells that were joined over it and fill a field
    (one problem for each row), and rows left apart that may have been one."""
    noted = [cell for grid in grids if grid.cells and grid.cells[0].where.page is not None for cell in grid.cells if cell.notes]
    if not noted:
        return []
    told = {(problem.place.page, problem.place.row) for problem in problems if problem.code == "stitched" and problem.place is not None}
    fields = {place: path for form in forms for path, place in form.places.items() if not path.startswith("labels.")}
    out = []
    for cell in noted:
        place = cell.where
        if "doubtful" in cell.notes:
            text = "分页处上下两行当作两行读入；如果原来是被分页切开的一行，请按原件改正"
            out.append(Problem(code="doubtful", message=text, place=place))
        if "stitched" in cell.notes and place in fields and (place.page, place.row) not in told:
            told.add((place.page, place.row))
            out.append(Problem(code="stitched", message="这一行的文字被分页切开，已接上，请核对", place=place))
    return out


def _hidden(grids: list[Grid], used: set[int]) -> list[Problem]:
    """One problem for each hidden sheet, row or column of a workbook from which something was read."""
    told: dict[str, Problem] = {}
    for grid in grids:
        for cell in grid.cells if grid.cells and grid.cells[0].where.sheet is not None else ():
            if "hidden" not in cell.notes or id(cell) not in used or not bare(cell.text):
                continue
            what = f"工作表“{cell.where.sheet}”{cell.notes[-1]}"
            text = f"{what}是隐藏的，里面的内容照样读入，请核对是否属于这张表"
            told.setdefault(what, Problem(code="doubtful", message=text, place=cell.where))
    return list(told.values())


def _masked(grids: list[Grid], used: set[int]) -> list[Problem]:
    """One problem for each cell of a workbook whose format hides the minus sign of its number, or all of it, in a row that was read."""
    told: list[Problem] = []
    for grid in grids:
        cells = [cell for cell in grid.cells if "masked" in cell.notes]
        rows = {cell.row for cell in grid.cells if id(cell) in used} if cells else set()
        for cell in cells:
            if cell.row in rows:
                held, seen = cell.notes[cell.notes.index("masked") + 1][:20], cell.text or "空白"
                text = f"这一格里的数是 {held}，单元格格式把它显示成「{seen}」；照显示的读入，请核对"
                told.append(Problem(code="doubtful", message=text, place=cell.where))
    return told


def _doubtful(form: Form) -> list[Problem]:
    """One problem for each cell of a scan whose value is not certain, naming every field that it fills."""
    fields: dict[Place, list[str]] = {}
    for path, place in form.places.items():
        if place.confidence is not None and not path.startswith("labels.") and is_doubtful(get(form, path), place.confidence):
            fields.setdefault(place, []).append(path)
    told = []
    for place, paths in fields.items():
        value = "".join(str(get(form, paths[0])).split())
        shown = value if len(value) <= 30 else value[:29] + "…"
        more = f"等 {len(paths)} 处" if len(paths) > 1 else ""
        text = f"扫描件中{describe(form, paths[0])}{more}识别为「{shown}」，把握 {place.confidence}，请对照原件确认"
        told.append(Problem(code="doubtful", message=text, place=place))
    return told


def _unread(scanned: list[Cell]) -> list[Problem]:
    """Cells of a scan with something in them that could not be read at all."""
    text = "扫描件的这一格有字迹，没有识别出来，按空白读入，请对照原件补上"
    return [Problem(code="doubtful", message=text, place=cell.where) for cell in scanned if not cell.text]
