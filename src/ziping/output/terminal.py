"""The terminal: what a clerk reads at 80 or 160 columns. Wide characters count two; coloured on a terminal, plain when piped."""

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ziping.form import Form, Problem, describe
from ziping.output.console import Console, Text
from ziping.output.fold import cell_len, fold, hanging
from ziping.paper import SEVERITY_WORDS

if TYPE_CHECKING:  # explaining a check or a value needs neither paper nor scores
    from ziping.checks import Check
    from ziping.checks.cases import Case
    from ziping.layouts import Layout
    from ziping.pipeline import Result
    from ziping.scoring import Line

__all__ = [
    "COLOURS",
    "KINDS",
    "console",
    "heading",
    "manual_parts",
    "pairs",
    "place_words",
    "range_words",
    "say",
    "show_explain",
    "show_form",
    "show_layouts",
    "show_problems",
    "show_sheet",
]

COLOURS = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_STATUS = {
    "agrees": "相符", "differs": "不符", "in_range": "在档内", "out_of_range": "在档外", "not_scored": "不计分", "not_evaluable": "无法核算",
}  # fmt: skip
KINDS = {"department": "部门整体", "project": "项目支出", "targets": "绩效目标申报", "monitoring": "运行监控", "rubric": "评分表"}


def console() -> Console:
    """A console on standard output that survives a GBK code page."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    return Console()


def place_words(place: object) -> str:
    """A Place in Chinese: ``第 2 页第 9 行第 6 格``."""
    parts = []
    for key, word in (("sheet", "工作表「{}」"), ("page", "第 {} 页"), ("table", "表 {}"), ("line", "文本第 {} 行")):
        value = getattr(place, key, None)
        if value is not None:
            parts.append(word.format(value))
    line_only = getattr(place, "line", None) is not None
    row, col = getattr(place, "row", None), getattr(place, "col", None)
    if row is not None:
        parts.append(f"第 {col} 格" if line_only else f"第 {row} 行第 {col} 格")
    return " ".join(parts)


def pairs(out: Console, rows: Iterable[tuple[str, str]], *, indent: int = 0, style: str = "") -> None:
    """Label and text side by side, the text folded; labels of one group share a column."""
    rows = list(rows)
    column = min(max((cell_len(left) for left, _ in rows), default=0) + 2, 44)
    for left, right in rows:
        if cell_len(left) + 2 > column:
            say(out, Text(" " * indent + left, style=style))
            left = ""
        say(out, Text(hanging(" " * indent + left, right, out.width, indent + column), style=style))


def say(out: Console, text: Text) -> None:
    """Print a text that is folded already."""
    out.print(text, whole=True)


def heading(form: Form) -> str:
    """One line that says which form this is: title, year, unit and project."""
    who = form.unit.name or ""
    what = f"「{form.project.name}」" if form.project is not None and form.project.name else ""
    year = f"{form.year} 年" if form.year else "年度未写"
    return "  ".join(part for part in (form.title or KINDS[form.kind], year, who + what) if part)


def show_problems(out: Console, problems: Sequence[Problem]) -> None:
    """What could not be read as it stands."""
    if not problems:
        return
    out.print()
    out.print(Text(f"读取时的 {len(problems)} 处情况", style="bold"))
    for problem in problems:
        where = f"（{place_words(problem.place)}）" if problem.place is not None else ""
        pairs(out, [(problem.code, f"{problem.message}{where}")], indent=2)


def range_words(pair: tuple[object, object]) -> str:
    """``9.00 至 9.50``, or the one number that both ends are."""
    return str(pair[0]) if pair[0] == pair[1] else f"{pair[0]} 至 {pair[1]}"


def show_form(out: Console, form: Form) -> None:
    """A form as written: heads, money, goals, one line per indicator."""
    from rich.table import Table

    out.print(Text(heading(form), style="bold"))
    heads: list[tuple[str, str]] = [("版式", form.layout or "未识别")]
    for path in ("unit.name", "unit.code", "unit.accounting_units"):
        value = getattr(form.unit, path.partition(".")[2])
        if value is not None:
            heads.append((describe(form, path), value))
    if form.project is not None:
        heads += [(describe(form, f"project.{key}"), value) for key, value in form.project.items() if value is not None]
    for key in ("money_unit", "functions", "total_weight", "total_score", "total_review_score", "grade"):
        value = getattr(form, key)
        if value is not None:
            heads.append((describe(form, key), value if len(value) <= 120 else value[:118] + "……"))
    heads += [(f"栏目误写 {path}", text) for path, text in form.labels.items()]
    heads += [(label, text or "（空）") for label, text in form.signatures.items()]
    heads += list(form.others.items())
    pairs(out, heads)
    for name, rows, fields in (
        ("资金情况", form.funds, ("source", "initial_budget", "budget", "execution", "transfer", "weight", "rate", "score", "reason")),
        ("年度总体目标", form.goals, ("expected", "actual", "weight")),
        (
            "绩效指标",
            form.indicators,
            ("level1", "level2", "level3", "content", "target", "actual", "weight", "score", "reason", "measure"),
        ),
    ):
        if not rows:
            continue
        out.print()
        out.print(Text(f"{name} {len(rows)} 行", style="bold"))
        used = [field for field in fields if any(getattr(row, field) is not None for row in rows)]
        table = Table(box=None, padding=(0, 1), show_edge=False, header_style="dim")
        for field in used:
            path = f"{'funds' if rows is form.funds else 'goals' if rows is form.goals else 'indicators'}[0].{field}"
            table.add_column(describe(form, path).split("」")[-1].removeprefix("年度总体目标").removeprefix("指标 1"), overflow="fold")
        for row in rows:
            cells = [getattr(row, field) or "" for field in used]
            table.add_row(*[cell if len(cell) <= 60 else cell[:58] + "……" for cell in cells])
        out.print(table)


def show_sheet(out: Console, result: "Result") -> None:
    """The score sheet with every derivation, fit to be an annex."""
    from rich.table import Table
    from rich.text import Text as Styled

    form, sheet = result.form, result.sheet
    out.print(Text(f"{heading(form)}  计分表", style="bold"))
    out.print(f"方案  {result.scheme_title}（{result.scheme}），{result.scheme_why}" if result.scheme else result.scheme_why)
    out.print()
    name_width = max(min(out.width // 4, 34), 16)
    step_width = max(out.width - name_width - 6 - 12 - 8 - 8, 20)
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="dim", pad_edge=False)
    table.add_column("项目", width=name_width, no_wrap=True)
    table.add_column("表上", no_wrap=True, justify="right", width=6)
    table.add_column("应得", no_wrap=True, justify="right", width=12)
    table.add_column("结论", no_wrap=True, width=8)
    table.add_column("推导", no_wrap=True, width=step_width)
    lines: list[Line] = ([sheet.execution] if sheet.execution is not None else []) + list(sheet.indicators)
    for line in [*lines, sheet.total]:
        name = "预算执行率" if line.path.startswith("funds") else describe(form, line.path).removesuffix("得分")
        due = str(line.computed) if line.computed is not None else f"{line.range[0]}–{line.range[1]}" if line.range else "—"
        style = "red" if line.status in ("differs", "out_of_range") else ""
        steps = "\n".join(fold("；".join(line.steps), step_width))
        table.add_row("\n".join(fold(name, name_width)), line.written or "空", due, Styled(_STATUS[line.status], style=style), steps)
    out.print(table)
    total = sheet.total
    if total.recomputed is not None and result.scheme:
        out.print(f"按方案重算的总分：{range_words(total.recomputed)}（无法核算的行按表上得分计入）")
    if sheet.grade:
        out.print(f"按各项得分之和评为：{sheet.grade}")


def show_layouts(out: Console, layouts: "Iterable[Layout]") -> None:
    """Every layout: id, Chinese name, what it is for."""
    for layout in layouts:
        out.print(Text(layout.id, style="bold"))
        rows = [("名称", layout.title), ("表种", KINDS[layout.kind]), ("用途", layout.about)]
        if layout.scheme:
            rows.append(("方案", layout.scheme))
        pairs(out, rows, indent=2)


def manual_parts(check: "Check") -> list[tuple[str, str]]:
    """The sections of a check's manual page (查什么, 为何, 不查 …), each with its text."""
    body: list[tuple[str, str]] = []
    for line in (line.strip() for line in check.manual.strip().splitlines()[1:]):
        first, _, rest = line.partition("  ")
        if first in ("查什么", "为何", "不查", "边界", "出处"):
            body.append((first, rest.strip()))
        elif body and line:
            body[-1] = (body[-1][0], body[-1][1] + line)
    return body


def show_explain(out: Console, check: "Check", cases: "Sequence[Case]") -> None:
    """The manual page of a check, with its cases."""
    from ziping.checks.base import NEEDS

    out.print(Text(f"{check.code}  {check.title}", style="bold"))
    severity = (
        "error" if check.severity == "error" and check.authority.strong else "warning" if check.severity == "error" else check.severity
    )
    rows: list[tuple[str, str]] = [
        ("名称", check.name),
        ("类别", check.family),
        ("程度", SEVERITY_WORDS[severity]),
        ("依据", check.authority.words()),
    ]
    if check.needs is not None:
        rows.append(("另需", f"{NEEDS[check.needs]}；没有给出时不查"))
    if check.covers:
        rows.append(("目录", "、".join(check.covers)))
    rows += manual_parts(check)
    rows += [("说法", check.message), ("处理", check.remedy)]
    pairs(out, rows)
    for title, group in (("安静的案例", [c for c in cases if not c.expect]), ("报出的案例", [c for c in cases if c.expect])):
        if group:
            out.print()
            out.print(Text(title, style="bold"))
            for case in group:
                known = f"（已知{'漏报' if case.known == 'miss' else '误报'}：{case.why}）" if case.known else ""
                says = "；".join(f"{e.at}：{e.says}" if e.says else e.at for e in case.expect)
                pairs(out, [("-", f"{case.name}{known}" + (f" → {says}" if says else ""))], indent=2)
