"""What ``ziping check`` says in the terminal: the findings of a form by severity, what was explained, what became of a former run."""

from collections.abc import Sequence

from ziping.checks import SEVERITIES, Finding
from ziping.exact import HUNDRED, half_up, show
from ziping.form import Problem
from ziping.output.console import Console, Text
from ziping.output.fold import hanging
from ziping.output.grouping import STATUS_WORDS, Group, comparison_words, gaps_by_reason, grouped
from ziping.output.terminal import COLOURS, heading, pairs, place_words, range_words, say, show_problems
from ziping.paper import SEVERITY_WORDS
from ziping.pipeline import Result
from ziping.scoring import understand

__all__ = ["show_check"]

_INDENT = 7  # columns of a code and its space


def show_check(out: Console, file: str, results: Sequence[Result], problems: Sequence[Problem]) -> None:
    """The findings of one file, by severity; what was read and what was not."""
    for number, result in enumerate(results):
        if number:
            out.print()
        _head(out, file, result)
        for severity in SEVERITIES:
            group = [finding for finding in result.unexplained if finding.severity == severity]
            if group:
                out.print()
                out.print(Text(f"{SEVERITY_WORDS[severity]} {len(group)} 处", style=COLOURS[severity]))
                for each in grouped(result.form, group):
                    _group(out, each)
        _settled(out, result)
        _closing(out, result)
    show_problems(out, problems)


def _head(out: Console, file: str, result: Result) -> None:
    form, sheet = result.form, result.sheet
    out.print(Text(heading(form), style="bold"))
    scheme = f"{result.scheme_title}（{result.scheme}），{result.scheme_why}" if result.scheme else result.scheme_why
    rows: list[tuple[str, str]] = [("文件", file), ("方案", scheme)]
    facts = understand(form)
    if result.scheme and facts.total is not None and sheet.rate is not None:
        line = sheet.execution
        computed = f"，应得 {line.computed} 分、表上 {line.written or '空'} 分" if line is not None and line.computed is not None else ""
        rows.append(("执行率", f"{show(half_up(sheet.rate * HUNDRED))}%（表上 {facts.total.fund.rate or '空'}）{computed}"))
    total = sheet.total
    if total.computed is not None:
        verdict = {"agrees": "相符", "differs": "不符"}.get(total.status, "无法核对")
        again = f"；按方案重算 {range_words(total.recomputed)}" if total.recomputed and result.scheme else ""
        rows.append(("总分", f"表上 {total.written or '空'}，各项得分相加 {total.computed}，{verdict}{again}"))
    if sheet.grade:
        rows.append(("等级", sheet.grade))
    pairs(out, rows)


def _group(out: Console, group: Group) -> None:
    first = group.first
    mark = f"【{STATUS_WORDS[first.status]}】" if first.status in ("new", "still") else ""
    said = Text(hanging(first.code, mark + group.said, out.width, _INDENT))
    said.mark(len(first.code), COLOURS[first.severity])
    say(out, said)
    if group.alone:
        _aside(out, "在", f"{_where(first)}  {first.where}", style="dim")
    for item in group.items if not group.alone else ():
        place = f"{_where(item.finding)}  {item.finding.where}"
        if item.short:
            _aside(out, "·", f"{item.said}（{place}）", column=2)
        else:
            _aside(out, "·", item.said, column=2)
            _aside(out, "", f"在 {place}", column=2, style="dim")
        if not group.remedy:
            _aside(out, "", f"处理：{item.finding.remedy}", column=2)
        if not group.basis:
            _aside(out, "", f"依据：{item.finding.basis}", column=2, style="dim")
    if group.basis:
        _aside(out, "依据", group.basis, style="dim")
    if group.remedy and first.explained is None:
        _aside(out, "处理", group.remedy)
    if first.explained is not None:
        _aside(out, "说明", first.explained)


def _aside(out: Console, head: str, text: str, *, column: int = 6, style: str = "") -> None:
    say(out, Text(hanging(" " * _INDENT + head, text, out.width, _INDENT + column), style=style))


def _where(finding: Finding) -> str:
    return place_words(finding.place) if finding.place is not None else "表内没有单独的格"


def _settled(out: Console, result: Result) -> None:
    """What counts no more: explained findings with their reasons, mended ones; and explanations that are out of date."""
    explained = [finding for finding in result.findings if finding.explained is not None]
    if explained:
        out.print()
        out.print(Text(f"已说明 {len(explained)} 处（不计入错误、警告和提示）", style="green"))
        for each in grouped(result.form, explained):
            _group(out, each)
    if result.mended:
        out.print()
        out.print(Text(f"已改正 {len(result.mended)} 处（上次有，这次没有了）", style="green"))
        for finding in result.mended:
            say(out, Text(hanging(finding.code, finding.message, out.width, _INDENT), style="dim"))
    if result.outdated:
        out.print()
        out.print(Text(f"说明清单有 {len(result.outdated)} 条要更新", style="yellow"))
        for entry in result.outdated:
            say(out, Text(hanging("", entry.message, out.width, _INDENT)))


def _closing(out: Console, result: Result) -> None:
    counts = "，".join(f"{SEVERITY_WORDS[s]} {sum(f.severity == s for f in result.unexplained)} 处" for s in SEVERITIES)
    settled = len(result.findings) - len(result.unexplained)
    counts += f"；另有已说明 {settled} 处" if settled else ""
    out.print()
    coverage = result.coverage
    out.print(f"检查了 {coverage.checks_run} 项：{counts}。指标 {coverage.rows} 行，核算了 {coverage.rows_evaluated} 行。")
    if coverage.off:
        pairs(out, [("", f"本单位的 checks.yml 关掉了 {len(coverage.off)} 项检查：{'、'.join(coverage.off)}。")])
    if result.mended is not None:
        out.print(comparison_words(result.findings, result.mended))
    if coverage.not_evaluable:
        out.print("以下各行没有核算，原因如下：")
        pairs(out, gaps_by_reason(result.form, coverage.not_evaluable), indent=2)
