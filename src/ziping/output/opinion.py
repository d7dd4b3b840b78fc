"""审核意见书: the findings of one form, to be printed, stamped and sent back to the unit. Drawn as a Paper, so any carrier will do."""

from collections.abc import Sequence

from ziping.checks import SEVERITIES, Finding
from ziping.form import describe
from ziping.output.grouping import Group, gaps_by_reason, grouped
from ziping.output.terminal import place_words
from ziping.paper import SEVERITY_WORDS, Box, Paper
from ziping.pipeline import Result

__all__ = ["opinion"]

_WIDTHS = (15, 17, 21, 59, 30, 38)  # mm: number, place over two columns, finding, basis, remedy
_TITLES = {
    "department": "部门整体支出绩效自评审核意见书",
    "project": "项目支出绩效自评审核意见书",
    "targets": "绩效目标申报审核意见书",
    "monitoring": "绩效运行监控审核意见书",
    "rubric": "绩效评分审核意见书",
}
_DEMANDS = {"error": "须改正", "warning": "须改正，或书面说明理由", "info": "供参考，不要求改动"}
_ORDINALS = "一二三四五"
_DEADLINE = "请于　　　　年　　月　　日前修改后重新报送。"
_SIGNATURE = "审核单位（盖章）：　　　　　　　　　　审核人：　　　　　　　日期：　　　　年　　月　　日"


def opinion(result: Result, remarks: Sequence[tuple[str, str]] = ()) -> Paper:
    """One form's findings by weight, what could not be evaluated, a line for the deadline, lines for unit and day of the review.

    ``remarks`` are what a reviewer adds in words of his own, (path or "", text): they come first.
    """
    rows = _Rows()
    _head(rows, result, len(remarks))
    grave = [finding for finding in result.unexplained if finding.severity != "info"]
    if result.findings or remarks:
        _line(rows, "序号", "位置", "问题", "依据", "处理", role="label")
    parts = [
        (
            f"{SEVERITY_WORDS[severity]} {{}} 处（{_DEMANDS[severity]}）",
            [finding for finding in result.unexplained if finding.severity == severity],
        )
        for severity in SEVERITIES
    ]
    parts.append(("已说明 {} 处（不要求改动）", [finding for finding in result.findings if finding.explained is not None]))
    part = number = 0
    if remarks:
        rows.add((0, 6, f"{_ORDINALS[part]}、审核人意见 {len(remarks)} 处（须改正，或书面说明理由）", "label"))
        part += 1
        for where, text in remarks:
            number += 1
            _line(rows, str(number), describe(result.form, where) if where else "全表", text, "审核人意见", "修改后重新报送")
    for title, findings in parts:
        if not findings:
            continue
        rows.add((0, 6, f"{_ORDINALS[part]}、{title.format(len(findings))}", "label"))
        part += 1
        for group in grouped(result.form, findings, number + 1):
            _group(rows, result, group)
        number += len(findings)
    gaps = result.coverage.not_evaluable
    if gaps:
        rows.add((0, 6, f"{_ORDINALS[part]}、未能核算 {len(gaps)} 行（由审核人另行核对）", "label"))
        for at, (name, why) in enumerate(gaps_by_reason(result.form, gaps), 1):
            rows.add((0, 1, str(at), "value"), (1, 2, name, "narrative"), (3, 3, why, "narrative"))
    foot = ("", *((_DEADLINE, "") if grave or remarks else ()), _SIGNATURE)
    return Paper(_TITLES[result.form.kind], (), tuple(rows.boxes), rows.count, _WIDTHS, foot, name="审核意见书")


def _group(rows: "_Rows", result: Result, group: Group) -> None:
    """One line of the letter; findings that say the same about many rows share it, each with its place."""
    first = group.first
    places = "\n".join(dict.fromkeys(_place(result, item.finding) for item in group.items))
    said = f"{group.said}（{first.code}）"
    if not group.alone and not group.items[0].short:
        said += "".join(f"\n{item.said}" for item in group.items)
    basis = group.basis or "\n".join(dict.fromkeys(item.finding.basis for item in group.items))
    remedy = group.remedy or "\n".join(dict.fromkeys(item.finding.remedy for item in group.items))
    _line(rows, group.numbers, places, said, basis, remedy if first.explained is None else f"说明：{first.explained}")


class _Rows:
    """Boxes row by row."""

    def __init__(self) -> None:
        self.boxes: list[Box] = []
        self.count = 0

    def add(self, *cells: tuple[int, int, str, str]) -> None:
        """One row of cells: first column, width in columns, text, role."""
        self.boxes += [Box(self.count, col, 1, cols, text, role) for col, cols, text, role in cells]
        self.count += 1


def _line(rows: _Rows, number: str, place: str, said: str, basis: str, remedy: str, *, role: str = "narrative") -> None:
    small = role if role == "label" else "value"
    rows.add((0, 1, number, small), (1, 2, place, role), (3, 1, said, role), (4, 1, basis, role), (5, 1, remedy, role))


def _pair(rows: _Rows, label: str, text: str, more: tuple[str, str] | None = None) -> None:
    """A label and what belongs to it, over the whole width or beside a second pair."""
    if more is None:
        rows.add((0, 2, label, "label"), (2, 4, text, "narrative"))
    else:
        rows.add((0, 2, label, "label"), (2, 2, text, "value"), (4, 1, more[0], "label"), (5, 1, more[1], "value"))


def _head(rows: _Rows, result: Result, remarks: int) -> None:
    form, total = result.form, result.sheet.total
    _pair(rows, "被审核单位", form.unit.name or "（表上未填）", ("年度", str(form.year) if form.year else "（表上未写）"))
    if form.project is not None:
        department = form.project.supervising_department or form.project.implementing_unit or ""
        _pair(rows, "项目名称", form.project.name or "（表上未填）", ("主管部门", department))
    _pair(rows, "所审核的表", form.title or "（表上没有标题）")
    _pair(rows, "计分方案", f"{result.scheme_title}（{result.scheme_why}）" if result.scheme else result.scheme_why)
    if total.written is not None or total.computed is not None:
        added = f"；各项得分相加 {total.computed}" if total.computed is not None else ""
        _pair(rows, "总分", f"表上 {total.written or '空'}{added}", ("等级", result.sheet.grade or form.grade or "—"))
    _pair(rows, "审核意见", _summary(result.unexplained, remarks))


def _summary(findings: Sequence[Finding], remarks: int = 0) -> str:
    if remarks:
        return f"经审核，予以退回：审核人提出意见 {remarks} 处，系统检查另有 {len(findings)} 处，逐条列在下面。"
    if not findings:
        return "经审核，未发现需要修改的内容。"
    counts = [(severity, sum(finding.severity == severity for finding in findings)) for severity in SEVERITIES]
    named = "、".join(f"{SEVERITY_WORDS[severity]} {count} 处" for severity, count in counts if count)
    if not any(finding.severity != "info" for finding in findings):
        return f"经审核，未发现错误和警告；另有{named}，供参考，不必重新报送。"
    demands = "，".join(f"{SEVERITY_WORDS[severity]}{_DEMANDS[severity]}" for severity, count in counts if count)
    return f"经审核，发现{named}，逐条列在下面：{demands}。"


def _place(result: Result, finding: Finding) -> str:
    words = describe(result.form, finding.where)
    return f"{words}\n（{place_words(finding.place)}）" if finding.place is not None else words
