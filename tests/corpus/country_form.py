"""What is written on a paper of the country: random fictional forms with the figures and words that its columns ask for."""

from random import Random
from typing import Any

from corpus.country import PAPERS, Paper, columns_of
from corpus.forms import BENEFIT, BODIES, CONTENT, MEASURES, OUTPUT, PEOPLE, PLACES, PROJECTS, PROSE, REASONS, TARGETS, Sample, Style

__all__ = ["country_form"]

_COST = {
    "经济成本指标": ["设备采购总成本", "单位面积建设成本"],
    "社会成本指标": ["施工占道天数"],
    "生态环境成本指标": ["施工扬尘投诉次数", "土方外运量"],
}
_DECIDED = {"项目立项": ["立项程序规范性", "立项依据充分性"], "绩效目标": ["绩效目标合理性"]}
_MANAGED = {"资金管理": ["预算执行率", "资金使用合规性", "资金到位率"], "组织实施": ["制度执行有效性"]}
_MADE = {"产出数量": ["购置冷藏车数量", "改造管网长度"], "产出质量": ["设备验收合格率"], "产出时效": ["完工及时率"]}
_HELPED = {"社会效益": ["受益人口数"], "满意度": ["接种点满意度", "群众满意度"]}
_TREES: dict[str, list[tuple[str, str, dict[str, list[str]]]]] = {
    "usual": [("产出指标", "50", OUTPUT), ("效益指标", "30", BENEFIT), ("满意度指标", "10", CONTENT)],
    "cost": [
        ("成本指标", "10", _COST),
        ("产出指标", "30", {key: names for key, names in OUTPUT.items() if key != "成本指标"}),
        ("效益指标", "25", BENEFIT),
        ("满意度指标", "5", CONTENT),
    ],
    "managed": [("项目决策", "10", _DECIDED), ("项目管理", "25", _MANAGED), ("项目产出", "30", _MADE), ("项目效益", "35", _HELPED)],
    "rubric": [
        ("投入", "13", {"预算配置": ["在职人员控制率", "“三公经费”变动率"]}),
        ("过程", "58", {"预算执行": ["预算完成率", "预算控制率", "公用经费控制率"], "预算管理": ["管理制度健全性", "预决算信息公开性"]}),
        ("产出", "10", {"职责履行": ["重点工作实际完成率"]}),
        ("效率", "19", {"履职效益": ["经济效益", "社会公众满意度"]}),
    ],
}
_BASE = [
    ("编制数", "人"), ("在职人员数", "人"), ("上年度“三公经费”总额", "万元"), ("本年度“三公经费”总额", "万元"), ("上年结转", "万元"),
    ("年初预算", "万元"), ("本年追加预算", "万元"), ("年末结余", "万元"), ("项目支出", "万元"), ("公用经费", "万元"), ("政府采购金额", "万元"),
]  # fmt: skip
_TOTALS = ("年度资金总额", "年度财政资金总额", "总额", "部门整体支出总额", "实施期资金总额", "项目资金总额", "年度资金申请总额")
_OTHERS = {
    "项目类别": ["部门预算项目", "省（市）直专项", "对下转移支付", "特定目标类"],
    "项目属性": ["持续性项目", "新增性项目", "延续性项目"],
    "项目类型": ["常年性项目", "延续性项目", "一次性项目"],
    "项目性质": ["阶段性项目", "经常性项目"],
    "项目期": ["3年", "2022—2024年"],
    "计划开始日期": ["2023-01-01"],
    "计划完成日期": ["2023-12-31"],
}
_TAIL = [
    "年度目标基本完成，自评得分97.48分。",
    "护理床采购启动偏晚，8张护理床年底前没有到货。",
    "一是提前启动采购；\n二是按季调度。",
    "年中按县财政压减一般性支出的要求调减预算7.10万元。",
    "无",
]
_SIGNED = ["同意。", "情况属实，同意上报。周文静 2023年3月8日", "同意上报"]
_NOW = ["178天", "11场", "55%", "已完成招标", "正在实施"]


def country_form(name: str, rng: Random) -> Sample:
    """One random form for the paper ``name`` of PAPERS."""
    paper = PAPERS[name]
    kinds = {block.kind for block in paper.blocks}
    year = rng.randint(2018, 2025)
    place, body = rng.choice(PLACES), rng.choice(BODIES)
    form: dict[str, Any] = {
        "kind": paper.kind, "title": paper.title, "year": year, "labels": {}, "others": {}, "signatures": {}, "funds": [], "goals": [],
        "indicators": [], "money_unit": paper.money.partition("，")[0] if kinds & {"funds", "fund_pairs"} else None,
    }  # fmt: skip
    if rng.random() < 0.2:
        form["title"] = f"{year}年度{paper.title}"
    style = Style("goals_apart" if "own_goals" in kinds else name, {}, [], [], [], signature_line=bool(paper.signatures))
    sample = Sample(form, style)
    prose = [text.format(p=place, b=body) for text in PROSE]
    _head(sample, paper, rng, place, body)
    for block in paper.blocks:
        if block.kind == "pairs":
            for path in (pair.partition("=")[2] for row in block.rows.split(";") for pair in row.split("|")):
                section, _, key = path.partition(".")
                if section == "others":
                    form["others"][key] = rng.choice(_OTHERS[key])
                elif section == "signatures":
                    form["signatures"][key] = f"{year + 1}年3月{rng.randint(1, 28)}日"
        elif block.kind == "funds":
            form["funds"] = [_fund(rng, paper, source, block.columns) for source in _sources(rng, block.rows)]
        elif block.kind == "fund_pairs":
            sources = [source for side in block.rows.split(";") for source in side.split("|")]
            form["funds"] = [{"source": source, "total": source in _TOTALS, "budget": _money(rng, paper)} for source in sources]
        elif block.kind == "goals":
            form["goals"] = [{"expected": rng.choice(prose), "actual": rng.choice(prose)} for _ in range(rng.choice([1, 1, 1, 2]))]
        elif block.kind == "goals_abreast":
            form["goals"] = [{"expected": rng.choice(prose), "term": "long"}, {"expected": rng.choice(prose)}]
        elif block.kind == "own_goals":
            points = rng.choice([["80"], ["50", "30"], ["40", "20", "20"]])
            form["goals"] = [{"expected": rng.choice(prose), "weight": weight} for weight in points]
            for goal in range(len(points)):
                _rows(sample, paper, rng, block.columns, goal=goal)
        elif block.kind == "indicators":
            _rows(sample, paper, rng, block.columns, term="long" if block.long else None)
        elif block.kind == "narrative":
            _narrative(form, block.path, rng, prose)
        elif block.kind == "base":
            figures = rng.sample(_BASE, rng.choice([4, 7, 11]))
            form["base_data"] = [{"name": key, "value": _figure(rng, unit), "unit": unit} for key, unit in figures]
        elif block.kind == "total":
            _total(form, rng, " ".join(other.columns for other in paper.blocks), grade=block.grade)
    if paper.signatures and rng.random() < 0.8:
        form["signatures"] |= {
            label: "0731-8888" + str(rng.randint(1000, 9999)) if "电话" in label else rng.choice(PEOPLE) for label in paper.signatures
        }
    return sample


def _head(sample: Sample, paper: Paper, rng: Random, place: str, body: str) -> None:
    form = sample.form
    code = rng.choice([None, None, "219001", "103"])
    printed = f"{code}-{place}{body}" if code else f"{place}{body}"
    form["unit"] = {"name": f"{place}{body}", "code": code}
    form["project"] = None
    paths = " ".join(block.rows for block in paper.blocks if block.kind == "pairs")
    if "unit.accounting_units" in paths:
        form["unit"]["accounting_units"] = str(rng.randint(1, 12))
    if "project.name" in paths:
        above = f"{place}{rng.choice(BODIES[:7])}"
        form["project"] = {
            "name": rng.choice(PROJECTS),
            "supervising_department": f"{rng.choice(['219', '301'])}-{above}" if paper.coded else above,
            "implementing_unit": f"{place}{body}" if "unit.name" in paths else printed,
        }


def _sources(rng: Random, typed: str) -> list[str]:
    """The total is always there; of the rows below it the last ones may be missing."""
    rows = typed.split("|")
    return rows if rows[0] not in _TOTALS else rows[: rng.randint(1, len(rows))] if rng.random() < 0.3 else rows


def _money(rng: Random, paper: Paper) -> str:
    amount = rng.choice([rng.uniform(1, 90), rng.uniform(100, 5000), 0])
    if paper.money == "元":
        return rng.choice([f"{amount * 10000:.2f}", f"{amount * 10000:,.2f}"])
    if "六位" in paper.money:
        return f"{amount:.6f}"
    return rng.choice([f"{amount:.2f}", f"{amount:.0f}", f"{amount:.3f}", f"{amount:,.2f}"])


def _figure(rng: Random, unit: str) -> str:
    return str(rng.randint(10, 90)) if unit == "人" else f"{rng.uniform(0, 900):.2f}"


def _fund(rng: Random, paper: Paper, source: str, columns: str) -> dict[str, Any]:
    row: dict[str, Any] = {"source": source, "total": source in _TOTALS}
    for role, _ in columns_of(columns)[1:]:
        if role in ("rate", "interim_rate"):
            row[role] = rng.choice(["100%", "96.5%", "108.00%", "0", "89.35%", "100.00%", None])
        elif role == "reason":
            row[role] = rng.choice([*REASONS, None, None]) if row["total"] else None
        elif role in ("weight", "score"):
            row[role] = rng.choice(["10", "9.18", "8.6"] if role == "score" else ["10", "20"]) if row["total"] else None
        else:
            row[role] = _money(rng, paper) if rng.random() < 0.92 else None
    return row


def _narrative(form: dict[str, Any], path: str, rng: Random, prose: list[str]) -> None:
    section, _, key = path.partition(".")
    if path == "functions":
        form["functions"] = rng.choice(prose)
    elif path == "goals[0].expected":
        form["goals"] = [{"expected": rng.choice(prose)}]
    elif section == "signatures":
        form["signatures"][key] = rng.choice(_SIGNED)
    elif rng.random() < 0.85:
        form["others"][key] = rng.choice(_TAIL)


def _total(form: dict[str, Any], rng: Random, columns: str, *, grade: bool) -> None:
    """What stands in the row 总分: where goals have points of their own, there is no column for a total of weights."""
    if "weight:" in columns:
        form["total_weight"] = "90" if form["kind"] == "targets" else "100"
    if "score:" in columns:
        form["total_score"] = rng.choice(["98.18", "96", "89.5", "100", "95.60"])
    if "review_score:" in columns:
        form["total_review_score"] = rng.choice(["90", "88.5"])
    if grade:
        form["grade"] = rng.choice(["优", "良", "中"])


def _rows(sample: Sample, paper: Paper, rng: Random, columns: str, *, goal: int | None = None, term: str | None = None) -> None:
    """Indicators under ``columns``, goal by goal or term by term."""
    roles = [role for role, _ in columns_of(columns)]
    points, prefix = rng.random() < 0.3, rng.random() < 0.2
    shape = rng.choice([1, 1, 2, 3] if goal is None and term is None else [1, 1, 2])
    for level1, value, tree in _TREES[paper.levels]:
        names = [key for key in tree if rng.random() < 0.75] or list(tree)[:1]
        if goal is not None and level1 == "满意度指标" and rng.random() < 0.5:
            continue
        for level2 in names:
            for n in range(rng.randint(1, shape)):
                name = rng.choice(tree[level2])
                row: dict[str, Any] = {"level1": f"{level1}（{value}分）" if points else level1, "level2": level2, "goal": goal}
                row["level3"] = f"指标{n + 1}：{name}" if prefix else name
                if term:
                    row["term"] = term
                _fill(sample, row, roles, rng, TARGETS.get(level2, ["规范", "≥95%", "100%", "12台", "≥3.5公里"]))
                sample.form["indicators"].append(row)


def _fill(sample: Sample, row: dict[str, Any], roles: list[str], rng: Random, targets: list[str]) -> None:
    target = rng.choice(targets)
    if sample.style.name == "shanghai-2023-targets" and rng.random() < 0.7:
        target = rng.choice(["＝2.00(处)", "≥85.00(%)", "≥21000.00(人)", "＝100.00(%)"])
    if "operator" in roles:
        parts = rng.choice(
            [("≥", "95", "%"), ("≤", "2.9", "万元/年"), ("＝", "12", "台"), ("≥", "1200", "平方米"), ("", "2023年10月底前", "")]
        )
        sample.split.append(parts)
        target = "".join(parts)
    weight = rng.choice(["5", "10", "15", "4", "2.5", "7.5", "10.00"])
    values = {
        "content": rng.choice(["救助数量及人数", "民众知晓情况", "宣传次数", "重点任务处理"]),
        "target": target,
        "actual": target if rng.random() < 0.4 else rng.choice(targets),
        "weight": weight,
        "score": weight if rng.random() < 0.6 else rng.choice(["4", "9.18", "3.5", "0"]),
        "review_score": rng.choice([weight, "3", "4.5"]),
        "reason": rng.choice(REASONS) if rng.random() < 0.35 else None,
        "measure": rng.choice(MEASURES) if rng.random() < 0.3 else None,
        "interim": rng.choice(_NOW),
        "forecast": rng.choice(targets),
    }
    if rng.random() < 0.04 and "operator" not in roles:  # a row without substance, as in the published example
        values |= {"target": None, "actual": None, "weight": "0", "score": "0"}
    row.update({role: value for role, value in values.items() if role in roles or (role == "target" and "operator" in roles)})
