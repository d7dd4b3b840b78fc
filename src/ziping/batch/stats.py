"""The figures of a batch as plain tables (the same for terminal, workbook and page) and as one self-contained HTML page with charts."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from decimal import Decimal
from html import escape
from typing import Any

from ziping.batch.sheets import Column, Sheet
from ziping.batch.summary import GRADES, STATUSES, graded
from ziping.batch.tally import FORM_GROUPS, PERCENTS, ROW_GROUPS, CheckGroup, Figures, FormGroup, RowGroup
from ziping.checks import every
from ziping.exact import HUNDRED, ZERO, half_up, show
from ziping.paper import SEVERITY_WORDS

__all__ = ["cell", "page", "plain", "sheets_of"]

_BARS = 25  # groups in a chart
_ROWS = 500  # rows of a table on the page
_RANKS = tuple(Column(f"P{percent}", "points", 8) for percent in PERCENTS)
_SHARES = tuple(Column(f"P{percent}", "percent", 9) for percent in PERCENTS)
_METHOD = "百分位取实有的值（最近秩），加权平均按全年预算数加权，执行率取两数都有的表。"


def _form_row(each: FormGroup) -> tuple[Any, ...]:
    return (
        each.name, each.forms, each.budget, each.execution, each.rate, each.scored, each.mean, each.weighted, *each.percentiles,
        *graded(each), each.errors, each.warnings, each.infos,
    )  # fmt: skip


def _forms(name: str, title: str, groups: Sequence[FormGroup]) -> Sheet:
    columns = (
        Column(title, width=28), Column("表", "count", 6), Column("预算（万元）", "money", 14), Column("执行（万元）", "money", 14),
        Column("执行率", "percent", 9), Column("有总分", "count", 7), Column("平均分", "points", 8), Column("加权平均", "points", 9), *_RANKS,
        *(Column(grade, "count", 5) for grade in (*GRADES, "其他")), Column("错误", "count", 6), Column("警告", "count", 6),
        Column("提示", "count", 6),
    )  # fmt: skip
    return Sheet(name, columns, [_form_row(each) for each in groups], (_METHOD,))


def _rows(name: str, title: str, groups: Sequence[RowGroup]) -> Sheet:
    columns = (
        Column(title, width=24), Column("指标行", "count", 8), Column("表", "count", 6), Column("分值合计", "points", 10),
        Column("得分合计", "points", 10), Column("得分率", "percent", 9), Column("平均得分率", "percent", 10), Column("加权得分率", "percent", 10),
        Column("满分行", "count", 8), *_SHARES,
    )  # fmt: skip
    rows = [
        (each.name, each.rows, each.forms, each.weight, each.score, each.share, each.mean, each.weighted, each.full, *each.percentiles)
        for each in groups
    ]
    return Sheet(name, columns, rows, ("得分率 = 得分 ÷ 分值；只算有分值、有得分的行。" + _METHOD,))


def _checks(groups: Sequence[CheckGroup]) -> Sheet:
    titles = {check.code: check.title for check in every()}
    columns = (
        Column("检查", width=9), Column("查什么", width=44), Column("级别", width=6), Column("条数", "count", 8), Column("表", "count", 8),
        Column("单位", "count", 8), Column("所涉预算（万元）", "money", 16), Column("所涉表平均分", "points", 12),
    )  # fmt: skip
    rows = [
        (each.code, titles.get(each.code, ""), SEVERITY_WORDS[each.severity], each.count, each.forms, each.units, each.budget, each.mean)
        for each in groups
    ]
    return Sheet("按检查", columns, rows, ("同一张表查出几次，条数算几次、表算一份；已有说明的不算。",))


def sheets_of(found: Figures) -> list[Sheet]:
    """The tables, whole first."""
    files = "，".join(f"{STATUSES[status]} {count}" for status, count in found.statuses.items())
    notes = [f"文件：{files}。没有写金额单位、按万元计的表 {found.unitless} 份。程序版本 {'、'.join(found.engines) or '—'}。"]
    notes += [f"方案：{'；'.join(f'{name}（{version}）' for name, version in found.schemes.items())}。"] if found.schemes else []
    whole = _forms("总体", "范围", [found.whole])
    sheets = [Sheet(whole.name, whole.columns, whole.rows, (*notes, _METHOD))]
    sheets += [_forms(f"按{title}", title, found.forms[column]) for column, title in FORM_GROUPS.items()]
    sheets += [_rows(f"按{title}", title, found.rows[level]) for level, title in ROW_GROUPS.items()]
    return [*sheets, _checks(found.checks)]


def cell(value: Any, kind: str) -> str:
    """A value as people read it: two decimals for points, cents for money, percent for ratios, nothing for None."""
    if value is None:
        return ""
    if kind == "percent":
        return f"{half_up(value * HUNDRED)}%"
    if kind == "points":
        return str(half_up(value))
    if kind == "money":
        digits = show(half_up(value, 6))
        whole, _, rest = digits.partition(".")
        return f"{int(whole):,}.{rest.ljust(2, '0')}" if not whole.startswith("-0") else digits
    return f"{value:,}" if isinstance(value, int) else str(value)


def plain(found: Figures) -> dict[str, Any]:
    """The figures as JSON data: decimals as text, exact sums and quotients rounded to eight decimals."""

    def each(value: Any) -> Any:
        if isinstance(value, Decimal):
            return show(half_up(value, 8))
        if isinstance(value, dict):
            return {key: each(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [each(one) for one in value]
        return value

    data: dict[str, Any] = each(asdict(found))
    return {**data, "percents": list(PERCENTS)}


# The page

_STYLE = """
body { font: 15px/1.6 "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif; color: #222; max-width: 76em; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.5em; } h2 { font-size: 1.2em; margin-top: 2.2em; border-bottom: 2px solid #444; }
.note { color: #555; font-size: .9em; } .wide { overflow-x: auto; }
.cards { display: flex; flex-wrap: wrap; gap: .8em; } .card { border: 1px solid #ccc; border-radius: 6px; padding: .5em 1em; min-width: 8em; }
.card b { display: block; font-size: 1.5em; } .card span { color: #555; }
table { border-collapse: collapse; font-size: 13px; } th, td { border: 1px solid #bbb; padding: .2em .5em; } th { background: #f0f0ec; white-space: nowrap; }
td.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; } svg { max-width: 100%; height: auto; } svg text { font-size: 13px; fill: #222; }
svg .axis { stroke: #999; } @media print { .wide { overflow: visible; } table { font-size: 9px; } }
"""
_LEFT, _WIDE, _STEP = 230, 560, 24  # pixels: names, bars, from bar to bar


def _pixels(value: Decimal, most: Decimal) -> int:
    return int(max(ZERO, min(value, most)) * _WIDE / most) if most else 0


def _bars(names: Sequence[str], draw: Callable[[int, int], str], ends: Sequence[str], title: str) -> str:
    height = len(names) * _STEP + 10
    lines = []
    for number, (name, end) in enumerate(zip(names, ends, strict=True)):
        y = number * _STEP + 4
        shown = name if len(name) <= 16 else name[:15] + "…"
        lines.append(f'<text x="{_LEFT - 8}" y="{y + 14}" text-anchor="end"><title>{escape(name)}</title>{escape(shown)}</text>')
        lines.append(draw(number, y) + f'<text x="{_LEFT + _WIDE + 8}" y="{y + 14}">{escape(end)}</text>')
    lines.append(f'<line class="axis" x1="{_LEFT}" x2="{_LEFT}" y1="0" y2="{height}"/>')
    width = _LEFT + _WIDE + 230
    return f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{escape(title)}">{"".join(lines)}</svg>'


def _rect(x: int, y: int, width: int, colour: str, height: int = 16, title: str = "") -> str:
    tip = f"<title>{escape(title)}</title>" if title else ""
    return f'<rect x="{x}" y="{y}" width="{max(width, 0)}" height="{height}" fill="{colour}">{tip}</rect>'


def _score_chart(groups: Sequence[FormGroup]) -> str:
    """A bar from P10 to P90 and marks at median and mean, for each group with scores."""
    shown = [each for each in groups if each.scored][:_BARS]
    least = Decimal(int(min((each.percentiles[0] or ZERO for each in shown), default=ZERO) // 10 * 10))  # where the axis begins
    whole = max(HUNDRED - least, Decimal(10))

    def at(value: Decimal | None) -> int:
        return _LEFT + _pixels((value or ZERO) - least, whole)

    def draw(number: int, y: int) -> str:
        group = shown[number]
        low, middle, high = (at(group.percentiles[rank]) for rank in (0, 2, 4))
        mean = at(group.mean)
        range_ = _rect(low, y + 2, max(high - low, 2), "#9db8d2", 12)
        return range_ + _rect(middle - 1, y, 3, "#1d4e79") + f'<circle cx="{mean}" cy="{y + 8}" r="4" fill="#b26a00"/>'

    ends = [f"中位 {cell(each.percentiles[2], 'points')} 平均 {cell(each.mean, 'points')}（{each.scored} 份）" for each in shown]
    legend = f'<p class="note">总分，横轴从 {show(least)} 到 100：浅条从第 10 到第 90 百分位，竖线为中位数，圆点为平均分。</p>'
    return legend + _bars([each.name for each in shown], draw, ends, "总分分布") if shown else ""


_GRADE_COLOURS = ("#2e7d4f", "#8cae3f", "#e0a92e", "#b3261e", "#c9c9c4")


def _grade_chart(groups: Sequence[FormGroup]) -> str:
    shown = groups[:_BARS]

    def draw(number: int, y: int) -> str:
        group, x, out = shown[number], _LEFT, ""
        for grade, count, colour in zip((*GRADES, "其他或未写"), graded(group), _GRADE_COLOURS, strict=True):
            width = count * _WIDE // group.forms
            out += _rect(x, y, width, colour, title=f"{grade} {count} 份")
            x += width
        return out

    ends = ["，".join(f"{grade}{count}" for grade, count in zip((*GRADES, "其他"), graded(each), strict=True) if count) for each in shown]
    keys = zip((*GRADES, "其他或未写"), _GRADE_COLOURS, strict=True)
    legend = "　".join(f'<span style="color:{colour}">■</span> {grade}' for grade, colour in keys)
    return f'<p class="note">等级：{legend}</p>' + _bars([each.name for each in shown], draw, ends, "等级") if shown else ""


def _check_chart(groups: Sequence[CheckGroup]) -> str:
    shown = sorted(groups, key=lambda each: -each.count)[:_BARS]
    titles = {check.code: check.title for check in every()}
    most = Decimal(max((each.count for each in shown), default=0))
    colours = {"error": "#b3261e", "warning": "#b26a00", "info": "#37648b"}

    def draw(number: int, y: int) -> str:
        return _rect(_LEFT, y, _pixels(Decimal(shown[number].count), most), colours[shown[number].severity])

    legend = "　".join(f'<span style="color:{colours[name]}">■</span> {word}' for name, word in SEVERITY_WORDS.items())
    names = [f"{each.code} {titles.get(each.code, '')}" for each in shown]
    ends = [f"{each.count} 条，{each.forms} 份表" for each in shown]
    return f'<p class="note">各检查的条数：{legend}</p>' + _bars(names, draw, ends, "各检查的条数") if shown else ""


def _level_chart(groups: Sequence[RowGroup]) -> str:
    shown = groups[:_BARS]

    def draw(number: int, y: int) -> str:
        return _rect(_LEFT, y, _pixels(shown[number].share or ZERO, Decimal(1)), "#4f7ea8")

    ends = [f"{cell(each.share, 'percent')}（满分 {each.full}/{each.rows} 行）" for each in shown]
    return '<p class="note">得分率：0 至 100%。</p>' + _bars([each.name for each in shown], draw, ends, "得分率") if shown else ""


def _table(sheet: Sheet) -> str:
    head = "".join(f"<th>{escape(column.title)}</th>" for column in sheet.columns)
    rows = list(sheet.rows)
    lines = []
    for values in rows[:_ROWS]:
        cells = zip(sheet.columns, values, strict=True)
        number = "".join(
            f'<td class="{"" if c.kind == "text" else "n"}">{escape(cell(value, c.kind))}</td>' for c, value in cells
        )  # fmt: skip
        lines.append(f"<tr>{number}</tr>")
    rest = f'<p class="note">共 {len(rows)} 行，只列前 {_ROWS} 行；全部在 Excel 里。</p>' if len(rows) > _ROWS else ""
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in sheet.notes)
    return f'{notes}<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>{rest}'


def page(found: Figures) -> bytes:
    """One HTML page with everything in it: no script, nothing from elsewhere."""
    whole = found.whole
    cards = [
        ("份表", f"{whole.forms:,}"), ("万元预算", cell(whole.budget, "money")), ("执行率", cell(whole.rate, "percent") or "—"),
        ("平均分", cell(whole.mean, "points") or "—"), ("加权平均分", cell(whole.weighted, "points") or "—"), ("中位数", cell(whole.percentiles[2], "points") or "—"),
        ("条错误", f"{whole.errors:,}"), ("条警告", f"{whole.warnings:,}"),
    ]  # fmt: skip
    charts: dict[str, str] = {f"按{title}": _score_chart(found.forms[column]) for column, title in FORM_GROUPS.items()}
    charts["按部门"] += _grade_chart(found.forms["department"])
    charts |= {f"按{title}": _level_chart(found.rows[level]) for level, title in ROW_GROUPS.items()}
    charts |= {"总体": _grade_chart([whole]) if whole.forms else "", "按检查": _check_chart(found.checks)}
    sections = "".join(f"<h2>{sheet.name}</h2>{charts.get(sheet.name, '')}{_table(sheet)}" for sheet in sheets_of(found))
    shown = "".join(f'<div class="card"><b>{escape(value)}</b><span>{escape(word)}</span></div>' for word, value in cards)
    title = "预算绩效自评统计"
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1><div class="cards">{shown}</div>{sections}</body></html>\n'
    ).encode()
