"""The terminal pages for rules: which schemes there are, which answers and why, every number with its authority; what a value means."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ziping.exact import HUNDRED, show
from ziping.output.console import Console, Text
from ziping.output.terminal import KINDS, pairs
from ziping.values import Comparison, Interval, Unread, Value, caret
from ziping.values import show as show_meaning

if TYPE_CHECKING:
    from ziping.schemes import Look, Number, OverFulfilment, Rule, Scheme

__all__ = ["comparison_words", "scheme_rows", "show_looks", "show_scheme", "show_schemes", "show_value", "value_kind"]

_WEIGHTS = {
    "total": "总分值", "declared_total": "申报时合计", "execution": "预算执行率", "cost": "成本", "output": "产出", "benefit": "效益",
    "satisfaction": "满意度", "goals": "各目标合计", "indicators": "各指标合计", "decision": "决策", "management": "管理",
    "performance": "绩效", "fund_management": "资金管理", "system": "制度", "monitoring": "监控", "enforcement": "执行",
}  # fmt: skip
_POLICIES = {"fixed": "固定", "adjustable": "可调整，合计不变", "free": "合计内自行分配", "": "没有规定"}
_BY = {
    "day": "按表种、地区和日期选定",
    "name": "只在用 --scheme 点名时用",
    "profile": "系统行为，不是规定；用 --scheme 点名，或写成 甲+本方案 叠加在别的方案上",
    "variant": "表上的指标合于它时，替所依方案定分值",
}
_LEVELS = {"achieved": "达成", "partly": "部分达成", "not_achieved": "未达成"}
_RATES = {"budget_ratio": "B÷A", "net_ratio": "(B－C)÷A"}
_ZERO = {"not_applicable": "不适用", "zero": "0 分", "full": "满分"}
_GOALS = {"one": "", "points": "每个目标自带分值，得分相加", "ratio": "各目标的得分按比例汇总"}
_THEN = {"flag": "提醒", "reason": "须写原因", "deduct_fixed": "定额扣分", "deduct_share": "按比例扣分"}
_LIMITS = {
    "rate_reason": "执行率原因", "goal_expected": "预期目标", "goal_actual": "完成情况", "conclusion": "评价结论", "problems": "存在问题",
    "measures": "改进措施",
}  # fmt: skip
_ALARMS = {"unspent": "未执行比例", "indicators_ahead": "指标得分率高出执行得分率（相对）", "default_cost_points": "补成本指标一行的分值"}
_CURVES = {
    "ratio_capped": "完成值 ÷ 指标值，封顶满分", "inverse": "指标值 ÷ 完成值，封顶满分", "linear_to_double": "超出多少成扣多少成，两倍为 0",
    "all_or_nothing": "做到满分，没有做到 0 分", "ratio_above_floor": "(完成率－及格线) ÷ (1－及格线)，低于及格线为 0",
    "steps_below": "每低一档扣分，扣完为止", "steps_above": "每高一档扣分，扣完为止", "by_distance": "按离区间较近一端的远近扣分",
    "staircase": "分档给分", "deviation": "1－|执行率－1|，超支与结余都扣", "satisfaction": "两头满分或 0 分，其间按区间给分",
}  # fmt: skip
_NUMBERS = {"floor": "及格线", "per": "每差", "deduct": "扣分", "full_at": "满分起点", "zero_below": "零分线"}


def _heading(scheme: "Scheme") -> list[tuple[str, str]]:
    rows = [
        ("名称", scheme.title),
        ("适用", f"{KINDS[scheme.kind]}；地区 {scheme.region}；{scheme.since} 至{scheme.until or '今'}"),
    ]
    if scheme.by != "day":
        rows.append(("用法", _BY[scheme.by]))
    if scheme.parent:
        rows.append(("所依", scheme.parent))
    return rows


def show_schemes(out: Console, schemes: "Iterable[Scheme]") -> None:
    """Every scheme in a few lines: id, title, kind, region, in force, weights, authority."""
    for scheme in schemes:
        out.print(Text(scheme.id, style="bold"))
        rows = _heading(scheme)
        parts = [f"{_WEIGHTS[key]} {show(n.value)}" for key, n in scheme.weights.items() if key not in ("total", "declared_total")]
        rows.append(
            (
                "分值",
                f"{'、'.join(parts) or '见下分组' if scheme.weight_sets else '、'.join(parts) or '没有规定'}（{_POLICIES[scheme.policy]}）",
            )
        )
        rows.append(("依据", scheme.authority().words()))
        pairs(out, rows, indent=2)


def show_looks(out: Console, kind: str, looks: "Iterable[Look]") -> None:
    """Where a scheme was looked for, from the region outwards, and which one answers."""
    steps = list(looks)
    found = steps[-1].scheme
    out.print(Text(f"{KINDS[kind]}：{found.id if found else '没有方案'}", style="bold"))
    if found or any(look.why != "没有方案" for look in steps):
        pairs(out, [(look.region, look.why) for look in steps], indent=2)


def _cited(number: "Number", *, percent: bool = False) -> str:
    value = f"{show(number.value * HUNDRED)}%" if percent else show(number.value)
    return f"{value}（{number.authority.words()}）"


def _rule(rule: "Rule", *, own: bool = True, words: str = "") -> str:
    """A curve in words (``words`` where the place calls for others), its numbers, its authority."""
    said = words or _CURVES[rule.curve]
    for key, number in rule.numbers.items():
        said += f"；{_NUMBERS[key]} {_cited(number, percent=key != 'deduct')}"
    for stair in rule.stairs:
        limit = (
            f"不超过 {show(stair.up_to)}"
            if stair.up_to is not None
            else f"不低于 {show(stair.floor)}"
            if stair.floor is not None
            else "其余"
        )
        said += f"；{limit} 得 {_cited(stair.gives)}"
    return f"{said}（{rule.authority.words()}）" if own else said


def _over(over: "OverFulfilment") -> str:
    said = f"达到目标的 {_cited(over.at, percent=True)}，{_THEN[over.then]}"
    said += f" {_cited(over.deduct)}" if over.deduct else ""
    said += f"；目标为 0 时自 {_cited(over.zero_target_at)} 起" if over.zero_target_at else ""
    return said + ("；反向指标超过目标的提醒" if over.reverse_above else "") + ("；等于型指标不相等的提醒" if over.equal_differs else "")


def show_scheme(out: Console, scheme: "Scheme") -> None:
    """One scheme whole: every number and every curve with its authority."""
    out.print(Text(scheme.id, style="bold"))
    pairs(out, scheme_rows(scheme), indent=2)


def scheme_rows(scheme: "Scheme") -> list[tuple[str, str]]:
    """Label and text of everything a scheme says; labels of parts begin with two spaces."""
    rows = [*_heading(scheme), ("依据", scheme.authority().words())]
    rows.append(("分值", _POLICIES[scheme.policy]))
    rows += [(f"  {_WEIGHTS[key]}", _cited(number)) for key, number in scheme.weights.items()]
    for outer, parts in scheme.nested.items():
        rows += [(f"  {_WEIGHTS[outer]}内含{_WEIGHTS[key]}", _cited(number)) for key, number in parts.items()]
    for each in scheme.weight_sets:
        parts_said = "、".join(f"{_WEIGHTS[key]} {_cited(number)}" for key, number in each.weights.items())
        rows.append((f"  {each.title}", parts_said))
    if scheme.execution is not None:
        rule = scheme.execution
        named = f"，A 为{rule.budget_is}" if rule.budget_is else ""
        rows.append(("执行率", f"{_RATES[rule.rate]}{named}（{rule.authority.words()}）；预算为 0：{_ZERO[rule.zero_budget]}"))
        rows.append(("  计分", _rule(rule.rule, words="分值 × 执行率，封顶满分" if rule.curve == "ratio_capped" else "")))
        if rule.explain_below is not None:
            rows.append(("  须写原因", f"低于 {_cited(rule.explain_below, percent=True)}"))
    if scheme.quantitative is not None:
        q = scheme.quantitative
        slots = (
            ("正向", q.forward), ("反向", q.reverse), ("等于", q.equal), ("目标为 0", q.zero_target), ("区间", q.interval), ("是否", q.yes_no),
            ("满意度", q.satisfaction),
        )  # fmt: skip
        rows.append(("定量指标", "未达到目标时"))
        rows += [(f"  {word}", _rule(each)) for word, each in slots if each is not None]
    else:
        rows.append(("定量指标", "没有规定或没有见到"))
    rows += [(f"定性{_LEVELS[b.level]}", f"占分值 {_cited(b.low, percent=True)} 至 {_cited(b.high, percent=True)}") for b in scheme.bands]
    rows += [(f"等级{each.grade}", f"{_cited(each.floor)} 分起") for each in scheme.grades]
    rows += [("几个目标", _GOALS[scheme.goals])] if _GOALS[scheme.goals] else []
    rows += [("不适用", f"不考核，按百分制折算（{scheme.inapplicable.words()}）")] if scheme.inapplicable else []
    rows += [("超额完成", _over(scheme.over))] if scheme.over else []
    rows += [("总分上限", f"执行率低于 {_cited(c.below, percent=True)}，最高 {_cited(c.most)} 分") for c in scheme.ceilings]
    rows += [("两列得分", "、".join(scheme.scores))] if scheme.scores else []
    rows += [(f"{_LIMITS[key]}字数", _cited(number)) for key, number in scheme.text_limits.items()]
    rows += [("签章", "、".join(scheme.signatures))] if scheme.signatures else []
    rows += [("预警", f"{_ALARMS[key]} {_cited(number)}") for key, number in scheme.alarms.items()]
    for item in scheme.items:
        rows.append((item.name, f"{_cited(item.points)} 分；{_rule(item.rule, own=False)}"))
    rows += [("目标值空着", "整行跳过，不计分")] if scheme.skips_empty_target else []
    rows += [("说明", scheme.note)] if scheme.note else []
    return rows


_KINDS = {
    "Interval": "数", "Moment": "日期", "Trend": "升降", "Level": "完成档次", "Grade": "等次", "YesNo": "是否", "State": "文字描述",
    "Blank": "没有内容", "Compound": "几个值", "Unread": "没有读懂",
}  # fmt: skip
_SIGNS = {
    "≥": "不低于", "≤": "不超过", ">": "超过", "<": "不到", "=": "等于", "~": "两端之间（两端都算）", "±": "上下浮动", "约": "约数",
    "": "没有写方向",
}  # fmt: skip
_WAYS = {"forward": "正向，越多越好", "reverse": "反向，越少越好", "equal": "等于", "range": "落在区间内"}


def value_kind(value: Value) -> str:
    """What kind of value this is, in Chinese."""
    return _KINDS[type(value).__name__]


def comparison_words(found: Comparison) -> str:
    """Met, not met, or for a person to say."""
    return "达到目标" if found.met else "未达到目标" if found.met is False else "要由人判断"


def _meaning(word: str, value: Value) -> list[tuple[str, str]]:
    rows = [
        (word, f"「{value.text}」"),
        ("  理解为", f"{value_kind(value)}：{show_meaning(value)}" if show_meaning(value) else value_kind(value)),
    ]
    if isinstance(value, Interval):
        rows.append(
            ("  方向", _SIGNS[value.operator] + (f"（由「{value.word}」看出）" if value.word and value.word != value.operator else ""))
        )
        rows.append(("  单位", (value.unit or "没有写") + (f"，每{value.per}" if value.per else "")))
    return rows


def show_value(out: Console, target: Value, actual: Value | None, found: Comparison | None) -> None:
    """How a target is understood, and how an actual compares with it."""
    for word, value in (("目标值", target), ("完成值", actual)):
        if value is None:
            continue
        pairs(out, _meaning(word, value))
        if isinstance(value, Unread):
            for line in caret(value).splitlines():
                out.print(f"    {line}")
            out.print(f"    {value.why}")
    if found is not None:
        rows = [("比较", comparison_words(found) + (f"：{found.why}" if found.why and found.why != comparison_words(found) else ""))]
        if found.direction:
            rows.append(("  方向", _WAYS[found.direction]))
        if found.got is not None and found.wanted is not None:
            rows.append(
                (
                    "  数值",
                    f"完成 {show(found.got)}，目标 {show(found.wanted)}" + ("（完成值是范围，取界值）" if found.got_is_bound else ""),
                )
            )
        rows += [(f"  第 {i} 项", f"{comparison_words(part)}：{part.why}") for i, part in enumerate(found.parts, 1)]
        pairs(out, rows)
