"""Paths: the address of any value of a form, counted from 0: ``indicators[6].score``, ``funds[1].rate``, ``total_score``.

``describe`` says the same thing in the form's own words, for people.
"""

import re
from collections.abc import Callable, Set
from functools import lru_cache
from itertools import chain
from typing import Any

from ziping.form.model import Form
from ziping.frozen import getter

__all__ = ["FIELD_WORDS", "describe", "get", "section", "split", "texts", "walk"]

FIELD_WORDS = {
    "kind": "表种", "title": "标题", "year": "年度", "unit": "单位", "unit.name": "部门（单位）名称", "unit.code": "单位代码",
    "unit.accounting_units": "所属独立核算单位个数", "project": "项目", "project.name": "项目名称", "project.code": "项目代码",
    "project.supervising_department": "主管部门", "project.implementing_unit": "实施单位", "money_unit": "金额单位",
    "functions": "部门职能概述", "funds": "资金情况", "source": "资金来源", "initial_budget": "年初预算数", "budget": "全年预算数",
    "execution": "全年执行数", "transfer": "上级财政转移支付", "weight": "分值", "rate": "执行率", "score": "得分",
    "review_score": "审定得分", "reason": "原因", "interim_execution": "1–7月执行数", "interim_rate": "1–7月执行率",
    "goals": "年度总体目标", "expected": "预期目标", "actual": "完成情况", "term": "期限", "indicators": "绩效指标",
    "level1": "一级指标", "level2": "二级指标", "level3": "三级指标", "content": "目标内容", "initial_target": "年初指标值",
    "target": "目标值", "measure": "改进措施", "goal": "所属目标", "interim": "1–7月完成值", "forecast": "全年预计",
    "total_weight": "总分值", "total_score": "总分", "total_review_score": "审定总分", "grade": "等级", "base_data": "基础数据",
    "name": "名称", "value": "数值", "labels": "栏目名称", "signatures": "签章", "others": "其他栏目", "layout": "版式", "total": "合计行",
}  # fmt: skip
_ACTUAL_OF_INDICATOR = "完成值"
_NAMED = ("labels", "signatures", "others")  # what follows is a label as printed

_STEP = re.compile(r"([a-z_0-9]+)(?:\[(\d+)\])?")


@lru_cache(maxsize=65536)
def split(path: str) -> tuple[str | int, ...]:
    """``'indicators[6].score'`` → ``('indicators', 6, 'score')``. What follows ``labels.``/``signatures.``/``others.`` is one step."""
    head, dot, rest = path.partition(".")
    if head in _NAMED:
        return (head, rest) if dot else (head,)
    steps: list[str | int] = []
    for part in path.split("."):
        match = _STEP.fullmatch(part)
        if match is None:
            raise ValueError(f"not a path: {path}")
        steps.append(match[1])
        if match[2] is not None:
            steps.append(int(match[2]))
    return tuple(steps)


def get(form: Form, path: str) -> Any:
    """The value at ``path``; None where the path leads nowhere in this form."""
    here: Any = form
    for step in split(path):
        if here is None:
            return None
        if isinstance(step, int):
            here = here[step] if step < len(here) else None
        elif isinstance(here, dict):
            here = here.get(step)
        else:
            here = getattr(here, step, None)
    return here


def section(path: str) -> str:
    """The first part of a path: ``funds[1].rate`` → ``funds``."""
    return str(split(path)[0])


def describe(form: Form, path: str) -> str:
    """The path in the form's words: ``指标 7「预算执行不超标」得分``."""
    steps = split(path)
    head = steps[0]
    if head in _NAMED:
        rest = str(steps[1]) if len(steps) > 1 else ""
        if head != "labels":
            word = "签章" if head == "signatures" else ""
            return f"{word}「{rest}」" if rest else FIELD_WORDS[head]
        part, _, field = rest.partition(".")
        return f"「{FIELD_WORDS.get(part, part)}」的栏目名称「{FIELD_WORDS.get(field, field)}」" if rest else FIELD_WORDS[head]
    if len(steps) == 1:
        return FIELD_WORDS.get(path, path)
    if not isinstance(steps[1], int):
        return FIELD_WORDS.get(path, path)
    number = steps[1]
    field = str(steps[2]) if len(steps) > 2 else ""
    word = _ACTUAL_OF_INDICATOR if (head, field) == ("indicators", "actual") else FIELD_WORDS.get(field, field)
    if head == "indicators":
        row = form.indicators[number] if number < len(form.indicators) else None
        name = f"「{row.name}」" if row is not None and row.name else " " if word else ""
        return f"指标 {number + 1}{name}{word}"
    if head == "funds":
        source = form.funds[number].source if number < len(form.funds) else None
        return f"资金「{source or number + 1}」{word}"
    if head == "goals":
        return f"年度总体目标{number + 1 if len(form.goals) > 1 else ''}{word}"
    return f"{FIELD_WORDS.get(str(head), str(head))} {number + 1} {word}".strip()


def walk(form: Form, without: Set[str] = frozenset()) -> list[tuple[str, str]]:
    """Every written value with its path, in the order of the contract. ``labels``, ``signatures`` and ``others`` included, ``places`` not.
    ``without``: fields of rows that are passed over (``indicators.score``)."""
    out: list[tuple[str, str]] = []
    for name in ("unit", "project"):
        part = getattr(form, name)
        if part is not None:
            out += [(f"{name}.{key}", value) for key, value in part.items() if value is not None]
    for name in ("title", "money_unit", "functions", "total_weight", "total_score", "total_review_score", "grade"):
        value = getattr(form, name)
        if value is not None:
            out.append((name, value))
    for name in ("funds", "goals", "indicators", "base_data"):
        rows = getattr(form, name)
        fields = [key for key in type(rows[0]).field_names() if key != "term" and f"{name}.{key}" not in without] if rows else ()
        for i, row in enumerate(rows) if fields else ():
            out += [(f"{name}[{i}].{key}", value) for key in fields if isinstance(value := getattr(row, key), str)]
    out += [(f"labels.{key}", value) for key, value in form.labels.items()]
    out += [(f"signatures.{key}", value) for key, value in form.signatures.items() if value is not None]
    out += [(f"others.{key}", value) for key, value in form.others.items()]
    return out


def texts(form: Form) -> list[str]:
    """All that ``walk`` gives, without the paths and in no particular order (several times faster)."""
    own = form.title, form.money_unit, form.functions, form.total_weight, form.total_score, form.total_review_score, form.grade
    heads = [form.unit] if form.project is None else [form.unit, form.project]
    rows = [map(_written(type(part[0])), part) for part in (form.funds, form.goals, form.indicators, form.base_data) if part]  # type: ignore[arg-type]
    single = [_written(type(part))(part) for part in heads]  # type: ignore[arg-type]  # mypy takes a record's __hash__ for its class's
    values = chain([own], single, *rows, [form.labels.values(), form.signatures.values(), form.others.values()])
    return list(filter(None, chain.from_iterable(values)))


@lru_cache(maxsize=16)
def _written(kind: Any) -> Callable[[Any], tuple[str | None, ...]]:
    """A function that gives the texts of a part of the form."""
    return getter([name for name in kind.field_names() if name not in ("goal", "term", "total")])
