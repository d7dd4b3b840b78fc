"""The cases beside each check: small forms in the domain's words, what the check must say, and where it must be quiet.

They ship with the package: ``ziping explain`` shows them, and the tests run every one. A case starts from a clean form
and says what differs::

    - name: 总分多写了一分
      set: {total_score: "97.5"}          # 路径: 写法；null 表示空白
      rows:                               # 整个指标表换掉；一级 | 二级 | 三级 | 目标值 | 完成值 | 分值 | 得分 | 原因 | 改进措施
        - 产出指标 | 数量指标 | 培训人数 | ≥50人 | 52人 | 10 | 10
      funds:                              # 整个资金表换掉；来源 | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
        - 年度资金总额 | 100 | 100 | 95 | 10 | 95% | 9.5
      scheme: cn-mof-2020-10-project      # 缺省如此
      against:                            # 摆在旁边的表，写法同案例：set、rows、funds、goals；set 里写明 kind 或 year
        - {set: {kind: targets}}
      register:                           # 批复的项目名单；项目 | 代码 | 单位 | 单位代码 | 主管部门 | 预算数 | 年度
        - 高标准农田管护 | P-7 | 青禾县农田建设站 | | 青禾县农业农村局 | 120 | 2023
      form: department                    # 从干净的部门整体表改起（缺省 project）；它的资金行是 来源 | 全年预算数 | 全年执行数 | 转移支付 | 分值 | 执行率 | 得分
      expect:                             # [] 表示应当安静
        - at: total_score
          says: 相差 1                    # 消息里应有的话，可省
      known: miss                         # 已知的漏报或误报（miss / false_alarm），须写 why
      why: …
"""

from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from ziping.checks import run
from ziping.checks.against import Companions, beside, gather
from ziping.checks.base import Check, Exam, Finding
from ziping.errors import DataError
from ziping.form import Form, load, split
from ziping.form.register import Entry, Register
from ziping.frozen import dataclass
from ziping.records import Record
from ziping.records import load as load_yaml
from ziping.schemes import by_id
from ziping.scoring import make_sheet, understand

__all__ = ["Case", "Expected", "build_form", "cases_of", "examine_case", "misfit"]

_ROW = ("level1", "level2", "level3", "target", "actual", "weight", "score", "reason", "measure")
_ROW_DEPARTMENT = ("level1", "level2", "level3", "content", "target", "actual", "weight", "score", "reason", "measure")
_FUND = ("source", "initial_budget", "budget", "execution", "weight", "rate", "score")
_FUND_DEPARTMENT = ("source", "budget", "execution", "transfer", "weight", "rate", "score")
_SCHEMES = {"project": "cn-mof-2020-10-project", "department": "cn-hn-changsha-2020-department"}
_ENTRY = ("project", "code", "unit", "unit_code", "department", "budget", "year")
_KEYS = frozenset({"name", "set", "rows", "funds", "goals", "scheme", "form", "against", "register", "expect", "known", "why"})

_CLEAN: dict[str, dict[str, Any]] = {
    "project": {
        "kind": "project",
        "title": "项目支出绩效自评表",
        "year": 2023,
        "unit": {"name": "青禾县农业农村局"},
        "project": {"name": "高标准农田管护", "supervising_department": "青禾县农业农村局", "implementing_unit": "青禾县农田建设站"},
        "money_unit": "万元",
        "funds": ["年度资金总额 | 120 | 120 | 114 | 10 | 95% | 9.5", "其中：当年财政拨款 | 120 | 120 | 114 | | | "],
        "goals": [{"expected": "完成 3 个片区农田管护，渠道畅通。", "actual": "3 个片区的管护已经做完，灌溉季渠道保持畅通，农户反映良好。"}],
        "rows": [
            "产出指标 | 数量指标 | 管护农田面积 | ≥12000亩 | 12600亩 | 20 | 20",
            "产出指标 | 质量指标 | 设施完好率 | ≥95% | 96.5% | 20 | 20",
            "产出指标 | 时效指标 | 管护完成时间 | 2023年11月底前 | 2023年11月20日 | 10 | 10",
            "效益指标 | 社会效益指标 | 受益农户 | ≥3000户 | 3120户 | 30 | 30",
            "满意度指标 | 服务对象满意度指标 | 农户满意度 | ≥90% | 93% | 10 | 10",
        ],
        "total_weight": "100",
        "total_score": "99.5",
    },
    "department": {
        "kind": "department",
        "title": "部门整体自评表",
        "year": 2020,
        "unit": {"name": "青禾县教育局", "accounting_units": "3"},
        "money_unit": "万元",
        "functions": "负责全县教育事业的规划、管理和督导。",
        "funds": ["财政拨款 | 2000 | 1900 | 0 | | 95% | ", "年度资金总额 | 2000 | 1900 | 0 | 10 | 95% | 9.5"],
        "goals": [{"expected": "保障全县义务教育学校正常运转。", "actual": "42 所学校按期开学，教学秩序良好，经费按月拨付到校。"}],
        "rows": [
            "产出指标 | 数量指标 | 义务教育保障 | 保障学校数 | 42所以上 | 42所 | 25 | 25",
            "产出指标 | 质量指标 | 义务教育保障 | 巩固率 | 95%以上 | 97% | 25 | 25",
            "效益指标 | 社会效益指标 | 义务教育保障 | 入学率 | 98%以上 | 99% | 30 | 30",
            "满意度指标 | 服务对象满意度指标 | 义务教育保障 | 家长满意度 | 90%以上 | 92% | 10 | 10",
        ],
        "total_weight": "100",
        "total_score": "99.5",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expected:
    """One finding a case expects: its path, and words its message must hold (or None)."""

    at: str
    says: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """One case: ``known`` is ``"miss"`` or ``"false_alarm"`` for a fault of the check that we know of (``why`` says which). ``differs``
    is what it says otherwise than a clean form, ``at`` where that stands; the forms are built when the case is examined."""

    name: str
    at: str
    scheme: str
    expect: tuple[Expected, ...]
    known: str | None
    why: str
    differs: dict[str, Any]


def _split_row(text: str, keys: tuple[str, ...], where: str) -> dict[str, str | None]:
    parts = [part.strip() or None for part in text.split("|")]
    if len(parts) > len(keys):
        raise DataError(f"{where}：一行最多 {len(keys)} 格，这里有 {len(parts)} 格：{text}")
    return dict(zip(keys, parts, strict=False))


def _fund(text: str, keys: tuple[str, ...], where: str) -> dict[str, Any]:
    row: dict[str, Any] = _split_row(text, keys, where)
    row["total"] = "总额" in (row["source"] or "") or row["source"] == "合计"
    return row


def _put(data: dict[str, Any], path: str, value: Any) -> None:
    here: Any = data
    steps = split(path)
    for step, after in zip(steps[:-1], steps[1:], strict=True):
        if isinstance(step, int):
            here = here[step]
        else:
            if here.get(step) is None:
                here[step] = [] if isinstance(after, int) else {}
            here = here[step]
    here[steps[-1]] = value


def build_form(record: dict[str, Any], where: str = "") -> Form:
    """A case's ``form``/``rows``/``funds``/``goals``/``set`` → a Form."""
    kind = record.get("form", "project")
    clean = _CLEAN[kind]
    rows = record.get("rows", clean["rows"])
    funds = record.get("funds", clean["funds"])
    department = kind == "department"
    data: dict[str, Any] = {
        **{key: value for key, value in clean.items() if key not in ("rows", "funds", "goals", "unit", "project")},
        "unit": dict(clean["unit"]),
        "project": dict(clean["project"]) if "project" in clean else None,
        "goals": [dict(goal) for goal in record.get("goals", clean["goals"])],
        "funds": [_fund(text, _FUND_DEPARTMENT if department else _FUND, where) for text in funds],
        "indicators": [_split_row(text, _ROW_DEPARTMENT if department else _ROW, where) for text in rows],
    }
    for path, value in (record.get("set") or {}).items():
        _put(data, path, value if value is None or isinstance(value, (str, bool, dict, list)) or path == "year" else str(value))
    form, problems = load(data)
    if problems:
        raise DataError(f"{where}：{problems[0].message}")
    return form


def _beside(record: dict[str, Any], where: str) -> tuple[Companions | None, Register | None]:
    against = gather(build_form({"form": record.get("form", "project"), **other}, where) for other in record.get("against") or ())
    entries = [_split_row(text, _ENTRY, where) for text in record.get("register") or ()]
    columns = frozenset(key for entry in entries for key, value in entry.items() if value is not None)
    register = Register(tuple(Entry(row=i + 2, **entry) for i, entry in enumerate(entries)), columns, "万元")
    return against if "against" in record else None, register if "register" in record else None


@lru_cache(maxsize=512)
def cases_of(check: Check) -> tuple[Case, ...]:
    """The cases in the ``.yml`` beside a check's module, in order."""
    path = Path(str(import_module(check.module).__file__)).with_suffix(".yml")
    records = load_yaml(path)
    cases = []
    for record in records or ():
        if not isinstance(record, Record):
            raise DataError(f"{path.name}：每个案例都应是「键: 值」")
        record.refuse_unknown(_KEYS)
        expect = tuple(Expected(item["at"], item.get("says")) for item in record.get("expect") or ())
        scheme = record.get("scheme") or _SCHEMES[record.get("form", "project")]
        differs = {key: record[key] for key in ("form", "set", "rows", "funds", "goals", "scheme", "against", "register") if key in record}
        known, why = record.get("known"), record.get("why", "")
        cases.append(Case(str(record["name"]), record.at(), scheme, expect, known, why, differs))
    return tuple(cases)


def examine_case(check: Check, case: Case) -> tuple[Finding, ...]:
    """What the check says about a case."""
    form = build_form(case.differs, case.at)
    against, register = _beside(case.differs, case.at)
    facts, scheme = understand(form), by_id(case.scheme)
    exam = Exam(form, facts, make_sheet(form, facts, scheme), scheme, against=beside(form, against), register=register)
    return run(exam, [check] if check.given(exam) else [])


def misfit(case: Case, findings: tuple[Finding, ...]) -> str | None:
    """None if the findings are what the case expects, else what is wrong."""
    wanted = list(case.expect)
    for finding in findings:
        match = next((e for e in wanted if e.at == finding.where and (e.says is None or e.says in finding.message)), None)
        if match is None:
            return f"多出 {finding.where}：{finding.message}"
        wanted.remove(match)
    return f"缺少 {wanted[0].at}（{wanted[0].says or '任何话'}）" if wanted else None
