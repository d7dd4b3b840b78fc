"""What an indicator's name says about its numbers: a share of a whole, better when lower, a rate of the money table, a total cost.

Names are judged by how they end, so that 投诉处理及时率 is not taken for 投诉率; the endings are data (``words/naming.yml``).
"""

import re
from functools import lru_cache

from ziping.checks.vocabulary import mentions, vocabulary
from ziping.text import bare

__all__ = [
    "core_name",
    "higher_is_better",
    "is_growth",
    "is_share",
    "lower_is_better",
    "names_execution",
    "names_funds",
    "names_input",
    "names_total_cost",
]

_LONGEST = 400  # characters; a longer text is prose
_LEAD = re.compile(r"^(?:指标\d*[:：.、]?|[★*▲]+|\d+[.、]|[(（]\d+[)）])+")
_LEADS, _TAILS = frozenset("指★*▲(（"), tuple(")）★*▲:：;；。")  # how _LEAD begins and _TAIL ends
_TAIL = re.compile(r"[(（][^()（）]*[)）]$|[★*▲:：;；。]+$")


@lru_cache(maxsize=8192)
def core_name(name: str | None) -> str:
    """The name without numbering, core marks and a bracket at its end: ``'指标1：合格率（%）'`` → ``'合格率'``; ``''`` for None."""
    if name is None:
        return ""
    if len(name) > _LONGEST:
        return name
    core = bare(name)
    if core[:1] in _LEADS or core[:1].isdigit():
        core = _LEAD.sub("", core)
    for _ in range(2):
        core = _TAIL.sub("", core) if core.endswith(_TAILS) else core
    return core


def _ends(name: str | None, key: str) -> bool:
    return core_name(name).endswith(vocabulary("naming", key))


@lru_cache(maxsize=8192)
def is_growth(name: str | None) -> bool:
    """True for names of changes and differences, which may pass 100% and fall below 0: 增长率, 完成率, 温差."""
    return mentions(core_name(name), "naming", "unbounded") is not None


@lru_cache(maxsize=8192)
def is_share(name: str | None) -> bool:
    """True if the name is that of a share of a whole, which cannot pass 100%: 合格率, 满意度; not 增长率, 完成率."""
    return _ends(name, "share") and not is_growth(name)


@lru_cache(maxsize=8192)
def lower_is_better(name: str | None) -> bool:
    """True if less is better by nature: 投诉率, 事故起数; not 投诉处理率, 成本节约率."""
    return _ends(name, "lower_is_better") and mentions(core_name(name), "naming", "turns_round") is None


@lru_cache(maxsize=8192)
def higher_is_better(name: str | None) -> bool:
    """True if more is better by nature: 合格率, 满意度; not 不合格率."""
    if not _ends(name, "higher_is_better"):
        return False
    core = core_name(name)
    ending = next(word for word in vocabulary("naming", "higher_is_better") if core.endswith(word))
    return not core[: len(core) - len(ending)].endswith(("不", "未", "非", "无"))


@lru_cache(maxsize=8192)
def names_execution(name: str | None, words: str = "execution") -> bool:
    """True if the name is that of the whole form's execution rate: 预算执行率, 预算执行不超标; not 三公经费预算执行率. ``words``: the list in
    ``naming.yml``; ``execution_like`` are names that mostly mean it."""
    core = core_name(name)
    if not core.endswith(vocabulary("naming", words)):
        return False  # nearly every name
    for word in vocabulary("naming", "execution_lead"):
        core = core.removeprefix(word)
    return core in vocabulary("naming", words)


@lru_cache(maxsize=8192)
def names_total_cost(name: str | None) -> bool:
    """True if the name is that of the cost of the whole project: 项目总成本, 总投资; not 单位成本."""
    core, known = core_name(name), vocabulary("naming", "total_cost")
    if not any(map(core.__contains__, known)):
        return False  # nearly every name
    for word in vocabulary("naming", "total_cost_tail"):
        core = core.removesuffix(word)
    if not core.endswith(known):
        return False
    while core not in known:
        lead = next((word for word in vocabulary("naming", "total_cost_lead") if core.startswith(word)), None)
        if lead is None:
            return False
        core = core.removeprefix(lead)
    return True


@lru_cache(maxsize=8192)
def names_input(name: str | None) -> bool:
    """True if the name is that of money put in, which is no output: 经费使用率, 资金到位率; not 资金使用合规率."""
    return _ends(name, "input") and mentions(core_name(name), "naming", "others_money") is None


@lru_cache(maxsize=8192)
def names_funds(name: str | None) -> bool:
    """True for a name that ends in 经费 and speaks of nothing done with it: 康复经费; not 减免经费, 引导社会经费."""
    return core_name(name).endswith("经费") and mentions(core_name(name), "naming", "others_money") is None
