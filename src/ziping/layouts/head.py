"""Reading what stands around the tables: title and year, label–value pairs, lines such as 填表人：张三　联系电话：….

Lines of running text are read only where a known label opens them; everything else around a table is the form's own print.
"""

import re

from ziping.exact import percent
from ziping.grid import Cell
from ziping.layouts.draft import Draft
from ziping.layouts.lexicon import Known, is_block_piece, is_other_head, is_signature, key, lookup, plain_label, title_kind
from ziping.layouts.stream import Row
from ziping.text import bare, plain, written

__all__ = ["is_note", "name_leftovers", "read_labelled", "read_money_unit", "read_pairs", "read_title", "year_in"]

_YEAR = re.compile(r"((?:19|20)\d{2})\s*(?:年度|年)?")
_YEAR_LINE = re.compile(r"\(?(?:预算)?年度?[:：]?\(?\s*((?:19|20)\d{2})\s*(?:年度|年)?\)?|\(?\s*((?:19|20)\d{2})\s*(?:年度|年)\)?")
_LABELLED = re.compile(r"([^\s:：]{1,24}(?:\([^()]*\))?)[:：]")
_PRINTED = re.compile(r"公开\d+表|附[件表]?\d*[:：]?|表\d+|报表编号.*|第\d+页.*|单位[:：](?:万元|元)|\(?年度?\)?")
_NUMBERED = re.compile(r"[(（]?(?:\d+|[一二三四五六七八九十]+)[.、)）．]")
_MOST_UNPLACED = 50
_LONG_LABEL = 4  # characters: a shorter one may be the end of a name
_LABELS_WITHIN = 4000  # characters; what follows is the value of the last label
_WRAPPED = 40  # characters
_ENDS_SENTENCE = re.compile(r"[。！？；：.!?;:]\s*$")
_MONEY_NAMES = frozenset({"单位", "金额单位"})
_MONEY_LINE = re.compile(r"(?:金额)?单位[:：]\s*(万元|元)")


def year_in(text: str) -> int | None:
    """The year in a heading or a year line: ``'（2020 年度）'`` → 2020."""
    match = _YEAR.search(plain(text))
    return int(match[1]) if match else None


def read_title(draft: Draft, row: Row) -> bool:
    """A heading or a year line: True if the row was one."""
    texts = [cell for cell in row.cells if written(cell.text) is not None]
    if len(texts) != 1:
        return False
    cell = texts[0]
    text = written(cell.text) or ""
    kind = title_kind(text)
    if kind is not None:
        if draft.put("title", cell) is not None:
            draft.title_kind = kind
            if "year" not in draft.values and (year := year_in(text)) is not None:
                draft.values["year"] = year
                draft.places["year"] = cell.where
        draft.use(cell)
        return True
    match = _YEAR_LINE.fullmatch(bare(text))
    if match and not draft.started:
        draft.use(cell)
        if "year" not in draft.values:
            draft.values["year"] = int(match[1] or match[2])
            draft.places["year"] = cell.where
        return True
    if (match := _MONEY_LINE.search(plain(text))) and len(text) < 20:
        draft.money_unit(match[1], cell)
        draft.use(cell)
        return True
    return False


def read_money_unit(draft: Draft, row: Row) -> None:
    """金额单位：万元 in a cell of its own beside others above the table."""
    for cell in row.filled:
        if len(cell.text) < 20 and (match := _MONEY_LINE.fullmatch(plain(cell.text).strip())):
            draft.money_unit(match[1], cell)
            draft.use(cell)


def _field(text: str) -> Known | None:
    known = lookup(text, "head")
    return known if known is not None and known.field != "money_unit" else None


def read_pairs(draft: Draft, row: Row) -> bool:
    """Label–value pairs in a table row: the value is the first text right of its label, up to the next label."""
    cells = list(row.cells)
    found = False
    label: Cell | None = None
    target: str | None = None
    gap = False  # an empty cell stood behind the label: its value was left blank
    for cell in cells:
        text = written(cell.text)
        if text is None:
            gap = True
            continue
        known = _field(text)
        if known is not None and target != known.field:
            draft.label(known.field, known, cell)
            draft.heads.add(known.field)
            label, target, found, gap = cell, known.field, True, False
        elif is_signature(text) and len(text) <= 16 and (target is None or gap):
            label, target, found, gap = cell, f"signatures.{plain_label(text)}", True, False
            draft.use(cell)
            draft.printed.add(text)
            draft.signatures.setdefault(target.partition(".")[2], None)
        elif is_other_head(text) or (draft.indicators and target is None and lookup(text, "tail") is not None):
            draft.use(cell)
            draft.printed.add(text)
            label, target, found, gap = cell, f"others.{plain_label(text)}", True, False
        elif label is not None and target is not None:
            _put(draft, target, cell)
            label = target = None
    return found


def _put(draft: Draft, target: str, cell: Cell, text: str | None = None) -> None:
    if target.startswith("others."):
        draft.use(cell)
        name, value = target.partition(".")[2], _other(cell.text if text is None else text)
        if value is not None and name in draft.others:
            draft.problem("unplaced", f"「{name}」在表上出现两次，后一处「{value[:30]}」未读入", cell.where)
        elif value is not None:
            draft.others[name] = value
            draft.places[f"others.{name}"] = cell.where
        return
    if target.startswith("signatures."):
        name = target.partition(".")[2]
        value = written(cell.text if text is None else text)
        draft.use(cell)
        if value is not None and draft.signatures.get(name) is None:
            draft.signatures[name] = value
            draft.places[f"signatures.{name}"] = cell.where
    elif target == "year":
        draft.use(cell)
        year = year_in(cell.text if text is None else text)
        if year is not None and "year" not in draft.values:
            draft.values["year"] = year
            draft.places["year"] = cell.where
    else:
        draft.put(target, cell, text)


def _other(text: str) -> str | None:
    """A value without a field of its own: its lines stay lines if it is a narrative, not where a short one was only too wide."""
    value = written(text, long=True)
    short = value is not None and len(value) <= _WRAPPED and not any(_ENDS_SENTENCE.search(line) for line in value.split("\n")[:-1])
    return written(text) if short else value


def _glued(name: str) -> tuple[str, str] | None:
    """A label behind the value before it, where a PDF lost the space between them, and what it is of: ``'张三联系电话'`` → ``'联系电话'``."""
    for at in range(1, len(name) - 2):
        label = name[at:]
        if is_signature(label):
            return label, f"signatures.{label}"
        if len(label) >= _LONG_LABEL and (known := _field(label)) is not None:
            return label, known.field
    return None


def read_labelled(draft: Draft, cell: Cell) -> bool:
    """``标签：值`` inside one cell or line, several in a row where they are known: 填表人：张三　联系电话：0731-…"""
    text = cell.text
    line = plain(text[:_LABELS_WITHIN])
    if _LABELLED.match(line, len(line) - len(line.lstrip())) is None:
        return False
    spots = []
    for match in _LABELLED.finditer(line):
        name = text[match.start(1) : match.end(1)]
        known = _field(name)
        if known is not None:
            spots.append((match.start(), match.end(), known.field))
        elif _MONEY_LINE.match(line, match.start()) and bare(name) in _MONEY_NAMES:
            spots.append((match.start(), match.end(), "money_unit"))
        elif is_signature(name):
            spots.append((match.start(), match.end(), f"signatures.{plain_label(name)}"))
        elif is_other_head(name) and draft.title_kind is not None:
            spots.append((match.start(), match.end(), f"others.{plain_label(name)}"))
        elif spots and (glued := _glued(name)):
            spots.append((match.end(1) - len(glued[0]), match.end(), glued[1]))
    if not spots or bare(text[: spots[0][0]]):
        return False
    for i, (_, stop, target) in enumerate(spots):
        end = spots[i + 1][0] if i + 1 < len(spots) else len(text)
        if target == "money_unit":
            draft.money_unit(text[stop:end], cell)
            continue
        if target.startswith("signatures."):
            draft.signatures.setdefault(target.partition(".")[2], None)
        elif not target.startswith("others."):
            draft.heads.add(target)
        _put(draft, target, cell, text[stop:end])
    draft.use(cell)
    return True


def is_note(text: str, *, after: bool = False) -> bool:
    """The form's own printed notes below the table, which are not values; ``after`` a note its numbered paragraphs too."""
    if after and _NUMBERED.match(text.lstrip()) and percent(text) is None:
        return True
    return (
        key(text[:40]).startswith(("注", "备注", "填表说明", "说明")) or is_block_piece(text) or _PRINTED.fullmatch(bare(text)) is not None
    )


def name_leftovers(draft: Draft) -> None:
    """Name every text of the form's tables that found no field."""
    used = draft.used
    unused = [(grid, [cell for cell in cells if id(cell) not in used], len(cells)) for grid, cells in draft.pending]
    ours = {grid for grid, free, count in unused if len(free) < count}  # other tables of a booklet are not this form's
    left, note = [], False
    for cell in [cell for grid, free, _ in unused if grid in ours for cell in free]:
        if written(cell.text) is not None:
            note = is_note(cell.text, after=note)
            if not note:
                left.append(cell)
    for cell in left[:_MOST_UNPLACED]:
        text = written(cell.text) or ""
        short = text if len(text) <= 30 else text[:29] + "…"
        stood = draft.stood.get(id(cell))
        draft.problem("unplaced", f"{stood}「{short}」没有地方放，未读入" if stood else f"「{short}」没有对应的栏目，未读入", cell.where)
    if len(left) > _MOST_UNPLACED:
        draft.problem("unplaced", f"另有 {len(left) - _MOST_UNPLACED} 处文字没有对应的栏目，未读入", left[_MOST_UNPLACED].where)
