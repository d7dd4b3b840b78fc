"""A budget export, read with a mapping of columns that a person can correct: lines for a job, faults by cell."""

import re
from collections.abc import Mapping
from typing import Any

from ziping_web.intake.services import MONEY, amount
from ziping_web.rounds.models import Round
from ziping_web.tables import Fault, header, rows_of

__all__ = ["FIELDS", "columns_of", "in_yuan", "lines"]

FIELDS = {
    "node": ("单位代码", ("单位代码", "预算单位代码", "单位编码", "预算单位编码")),
    "project": ("项目名称", ("项目名称", "项目")),
    "code": ("项目代码", ("项目代码", "项目编码", "项目编号")),
    "initial_budget": ("年初预算数", ("年初预算数", "年初预算", "年初批复数")),
    "budget": ("全年预算数（A）", ("全年预算数", "调整预算数", "预算数", "指标金额", "调整后预算数")),
    "execution": ("全年执行数（B）", ("全年执行数", "执行数", "支出数", "支付金额", "累计支出")),
    "secret": ("涉密", ("涉密", "是否涉密", "密级")),
}
_UNIT = re.compile(r"(?:(?<=[(（:：])|(?<=单位)|^)(万?元)(?=[)）]|$)")
_TAIL = re.compile(r"[(（](?:万?元|[AB])[)）]$")
_NO = ("", "否", "无", "不涉密", "0", "公开", "非密")


def columns_of(table: Mapping[str, Any]) -> tuple[int, dict[str, int], list[str]]:
    """Row of the header, the columns recognised, and the labels of all columns to choose from."""
    bare = {"rows": [[_TAIL.sub("", _TAIL.sub("", "".join(text.split()))) for text in row] for row in table["rows"][:20]]}
    at, found = header(bare, {field: labels for field, (_, labels) in FIELDS.items()})
    at = max(at, 0)
    labels = table["rows"][at] if table["rows"] else []
    return at, found, list(labels)


def in_yuan(table: Mapping[str, Any], at: int) -> bool | None:
    """Whether the export is in 元, as it says above or in its header (单位：元, 执行数（万元）); None where it says nothing, or both."""
    said = {unit for row in table["rows"][: at + 1] for text in row for unit in _UNIT.findall("".join(text.split()))}
    return said == {"元"} if len(said) == 1 else None


def lines(
    table: Mapping[str, Any], at: int, columns: Mapping[str, int], round_: Round, *, yuan: bool
) -> tuple[list[dict[str, Any]], list[Fault]]:
    """Lines as a job wants them. ``yuan``: the export is in 元, forms are in 万元 (exact division, nothing rounded away)."""
    from decimal import Decimal

    from ziping.exact import number, show

    units = {node.code: node for node in round_.units.all()}
    out: list[dict[str, Any]] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, str], int] = {}
    for row in rows_of(table, at, columns):
        values = row.values
        if not values.get("node") and not values.get("project"):
            continue
        if any(word in (values.get("project", "") + values.get("node", "")) for word in ("合计", "总计")):
            continue
        line: dict[str, Any] = {
            "node": values.get("node", ""),
            "project": values.get("project", "")[:200],
            "code": values.get("code", "")[:60],
        }
        if line["node"] not in units:
            faults.append(row.fault("node", "这个单位代码不在本批次的单位里"))
        key = (line["node"], line["project"])
        if key in seen:
            faults.append(row.fault("project", f"与第 {seen[key]} 行是同一个项目；请先在导出表里合并"))
        seen[key] = row.number
        line["secret"] = values.get("secret", "") not in _NO
        for field in MONEY:
            text = values.get(field, "")
            if not text:
                continue
            written = amount(text)
            if written is None:
                faults.append(row.fault(field, f"「{FIELDS[field][0]}」不是金额"))
                continue
            if written.startswith("-"):
                faults.append(row.fault(field, "金额是负数，请核对"))
            line[field] = show(number(written) / Decimal(10000)) if yuan else written
        line["name"] = f"{units[line['node']].name if line['node'] in units else line['node']} · {line['project'] or '部门整体'}"
        out.append(line)
    if not out and not faults:
        faults.append(Fault(str(table.get("name", "")), "", "", "表头下面没有读到任何一行"))
    return out, faults
