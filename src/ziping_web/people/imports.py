"""Organisations and people from one workbook: what would happen, cell by cell, before anything happens.

Sheet 单位: 单位代码, 名称, 类别 (财政局 / 主管部门 / 单位), 上级代码. Sheet 人员: 登录名, 姓名, 角色, 单位代码, 含下级, 电话, 邮箱.
One line per role: a person with two roles has two lines. All or nothing: with one fault nothing is taken.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ziping_web.permissions import ROLES, WHOLE_SITE
from ziping_web.tables import Fault, Row, header, rows_of

__all__ = ["EXAMPLE", "Plan", "plan"]

_UNITS = {
    "code": ("单位代码", "代码"),
    "name": ("名称", "单位名称"),
    "kind": ("类别", "类型"),
    "parent": ("上级代码", "上级单位代码", "主管部门代码"),
}
_PEOPLE = {
    "login": ("登录名", "账号", "用户名"),
    "name": ("姓名",),
    "role": ("角色",),
    "node": ("单位代码", "所在单位代码"),
    "below": ("含下级", "是否含下级"),
    "phone": ("电话", "联系电话"),
    "email": ("邮箱", "电子邮箱"),
}
_KINDS = {"财政局": "bureau", "主管部门": "department", "部门": "department", "单位": "unit"}
_ROLES = {words: kind for kind, words in ROLES.items()} | {
    "只读": "reader",
    "审计": "reader",
    "主管部门": "department",
    "系统管理员": "admin",
}
_YES, _NO = ("是", "含", "1", "Y", "y", ""), ("否", "不含", "0", "N", "n")
_LOGIN = re.compile(r"[A-Za-z0-9_.@-]{2,40}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

EXAMPLE = {
    "单位": (
        ("单位代码", "名称", "类别", "上级代码"),
        ("100", "青禾县财政局", "财政局", ""),
        ("201", "青禾县教育局", "主管部门", "100"),
        ("201002", "青禾县第一小学", "单位", "201"),
    ),
    "人员": (
        ("登录名", "姓名", "角色", "单位代码", "含下级", "电话", "邮箱"),
        ("lin", "林小满", "填报人", "201002", "是", "", ""),
        ("shen", "沈明远", "主管部门审核", "201", "是", "", ""),
        ("gu", "顾怀民", "绩效股", "100", "是", "", ""),
    ),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What the workbook wants, as plain data: ``nodes`` parents first, ``accounts`` by login, ``roles``; and what stands against it."""

    nodes: tuple[dict[str, str], ...]
    accounts: tuple[dict[str, str], ...]
    roles: tuple[dict[str, Any], ...]
    faults: tuple[Fault, ...]


def plan(tables: Sequence[Mapping[str, Any]], known: Mapping[str, tuple[str, str | None]]) -> Plan:
    """Tables of a workbook → what would be done. ``known``: code → (kind, parent's code) of organisations that exist already."""
    faults: list[Fault] = []
    units, people = _find(tables, _UNITS, 3), _find(tables, _PEOPLE, 4)
    if units is None and people is None:
        return Plan(
            (),
            (),
            (),
            (Fault("", "", "", "没有找到「单位」或「人员」表：表头要有 单位代码、名称、类别、上级代码，或 登录名、姓名、角色、单位代码"),),
        )
    nodes = _nodes(units or (), known, faults)
    codes = {**{code: kind for code, (kind, _) in known.items()}, **{node["code"]: node["kind"] for node in nodes}}
    accounts, roles = _people(people or (), codes, faults)
    return Plan(tuple(nodes), tuple(accounts), tuple(roles), tuple(faults))


def _find(tables: Iterable[Mapping[str, Any]], wanted: Mapping[str, Sequence[str]], least: int) -> list[Row] | None:
    for table in tables:
        at, columns = header(table, wanted)
        first = next(iter(wanted))
        if len(columns) >= least and first in columns:
            return rows_of(table, at, columns)
    return None


def _nodes(rows: Iterable[Row], known: Mapping[str, tuple[str, str | None]], faults: list[Fault]) -> list[dict[str, str]]:
    wanted: dict[str, tuple[Row, dict[str, str]]] = {}
    for row in rows:
        code, name, kind, parent = (row.values.get(field, "") for field in ("code", "name", "kind", "parent"))
        if not code:
            faults.append(row.fault("code", "没有单位代码，请填写"))
        elif code in wanted:
            faults.append(row.fault("code", f"单位代码与第 {wanted[code][0].number} 行重复，请改成不同的代码或删去一行"))
        elif len(code) > 40:
            faults.append(row.fault("code", "单位代码超过 40 个字"))
        else:
            wanted[code] = (row, {"code": code, "name": name, "kind": _KINDS.get(kind, ""), "parent": parent})
        if not name:
            faults.append(row.fault("name", "没有名称，请填写"))
        if kind not in _KINDS:
            faults.append(row.fault("kind", "类别只能是 财政局、主管部门、单位"))
    for row, node in wanted.values():
        above = wanted[node["parent"]][1]["kind"] if node["parent"] in wanted else known.get(node["parent"], ("", None))[0]
        if node["kind"] == "bureau":
            if node["parent"]:
                faults.append(row.fault("parent", "财政局是最上级，上级代码应空着"))
            if any(kind == "bureau" and code != node["code"] for code, (kind, _) in known.items()):
                faults.append(row.fault("kind", "系统里已经有一个财政局"))
        elif not node["parent"]:
            faults.append(row.fault("parent", "没有上级代码：主管部门的上级是财政局，单位的上级是主管部门"))
        elif not above:
            faults.append(row.fault("parent", "这个上级代码在表里和系统里都没有"))
        elif node["parent"] == node["code"]:
            faults.append(row.fault("parent", "上级不能是自己"))
        elif node["kind"] == "department" and above != "bureau":
            faults.append(row.fault("parent", "主管部门的上级应是财政局"))
        elif node["kind"] == "unit" and above == "bureau":
            faults.append(row.fault("parent", "单位的上级应是主管部门或另一个单位，不能直接是财政局"))
        before = known.get(node["code"])
        if before is not None and before[1] != (node["parent"] or None):
            faults.append(row.fault("parent", "这个单位已在系统里，上级不同；改变隶属关系请另行办理，不能用导入"))
    return _parents_first(wanted, faults)


def _parents_first(wanted: Mapping[str, tuple[Row, dict[str, str]]], faults: list[Fault]) -> list[dict[str, str]]:
    out: list[dict[str, str]] = []
    done: set[str] = set()
    left = dict(wanted)
    while left:
        ready = [code for code, (_, node) in left.items() if node["parent"] not in left or node["parent"] == code]
        if not ready:
            row, _ = next(iter(left.values()))
            faults.append(row.fault("parent", "上级代码互相指来指去，成了一个圈"))
            break
        for code in ready:
            out.append(left.pop(code)[1])
            done.add(code)
    return out


def _people(rows: Iterable[Row], codes: Mapping[str, str], faults: list[Fault]) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    accounts: dict[str, tuple[Row, dict[str, str]]] = {}
    roles: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in rows:
        login, name, role, node = (row.values.get(field, "") for field in ("login", "name", "role", "node"))
        if not _LOGIN.fullmatch(login):
            faults.append(row.fault("login", "登录名应是 2 到 40 个字母、数字或 _ . @ -"))
        if not name:
            faults.append(row.fault("name", "没有姓名，请填写"))
        elif login in accounts and accounts[login][1]["name"] != name:
            faults.append(row.fault("name", f"同一登录名在第 {accounts[login][0].number} 行是「{accounts[login][1]['name']}」，请改成一致"))
        if role not in _ROLES:
            faults.append(row.fault("role", f"没有这种角色；可用的有 {'、'.join(ROLES.values())}"))
        if node not in codes:
            faults.append(row.fault("node", "这个单位代码在表里和系统里都没有"))
        elif _ROLES.get(role) in WHOLE_SITE and codes[node] != "bureau":
            faults.append(row.fault("node", f"{role}应挂在财政局"))
        below = row.values.get("below", "")
        if below not in (*_YES, *_NO):
            faults.append(row.fault("below", "含下级只能填 是 或 否"))
        email = row.values.get("email", "")
        if email and not _MAIL.fullmatch(email):
            faults.append(row.fault("email", "邮箱的写法不对"))
        accounts.setdefault(login, (row, {"login": login, "name": name, "phone": row.values.get("phone", "")[:40], "email": email}))
        key = (login, _ROLES.get(role, ""), node)
        if key in roles:
            faults.append(row.fault("role", "这个人的这一角色写了两遍，请删去一行"))
        roles[key] = {"login": login, "kind": _ROLES.get(role, ""), "node": node, "below": below in _YES}
    return [account for _, account in accounts.values()], list(roles.values())
