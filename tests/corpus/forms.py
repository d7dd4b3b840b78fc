"""Random fictional forms: what they hold (as contract.md §1 has it) and in which words and order they are printed.

Where the contract leaves room, a careful reviewer's reading is expected:
- 年度绩效目标1（40分）with a table of its own gives a goal with ``weight`` "40"; the rows below it carry that goal's index;
- a split target has no 定性 in its sign column (whether that word belongs to the joined text is open);
- where 年初 and 调整 columns both stand and the adjusted one is empty, the value that stands is the target;
- a second-level name that is truly absent is printed as a dash, since a blank under a name may be the rest of a merged cell.
"""

from dataclasses import dataclass, field
from random import Random
from typing import Any

__all__ = ["STYLES", "Sample", "Style", "make"]

PLACES = ["青禾县", "云溪区", "临江市", "石桥镇", "望山县", "松湖区"]
BODIES = ["教育局", "农业农村局", "水利局", "民政局", "文化旅游局", "交通运输局", "卫生健康局", "第一中学", "融媒体中心"]
PROJECTS = [
    "农村道路养护",
    "中小学校舍维修",
    "困难群众救助",
    "数字档案建设",
    "防汛物资储备",
    "公共文化服务",
    "疫苗冷链设备购置",
    "2023年高标准农田建设",
]
PEOPLE = ["张青", "李禾", "王小溪", "欧阳明"]

OUTPUT = {
    "数量指标": [
        "培训人次",
        "维修校舍面积",
        "养护农村道路里程",
        "发放救助金户数",
        "购置设备数量",
        "举办宣传活动场次",
        "建成高标准农田（亩）",
    ],
    "质量指标": ["验收合格率", "设备完好率", "补助发放准确率", "工程质量达标率", "档案数字化率"],
    "时效指标": ["项目完成时间", "资金拨付及时率", "物资到位时间"],
    "成本指标": ["项目总投资", "人均培训成本", "单位面积维修成本"],
}
BENEFIT = {
    "经济效益指标": ["带动农户增收", "节约财政资金", "亩均增产"],
    "社会效益指标": ["群众出行便利程度", "办学条件改善情况", "公众知晓率"],
    "生态效益指标": ["减少污水排放", "水质达标情况"],
    "可持续影响指标": ["管护机制建设", "设备持续使用年限"],
}
CONTENT = {"服务对象满意度指标": ["受益群众满意度", "师生满意度", "服务对象满意度（问卷）"]}
TARGETS = {
    "数量指标": ["≥50人次", "50 次以上", "1200平方米", "≥3.5公里", "320户", "＝12台", "3—5场", "≥1,200亩"],
    "质量指标": ["100%", "≥95%", "95%以上", "≥98.5％", "98%"],
    "时效指标": ["2023年12月底前", "12月31日前", "100%", "及时", "2023年6月30日"],
    "成本指标": ["≤30万元", "≤1500元/人", "不超过预算", "100%以内"],
    "经济效益指标": ["≥3000元", "同比上升", "有效节约", "≥5%"],
    "社会效益指标": ["明显提升", "≥90%", "逐步改善"],
    "生态效益指标": ["≥10吨", "不适用", "达标"],
    "可持续影响指标": ["机制建成", "≥5年", "长期"],
    "服务对象满意度指标": ["≥90%", "90%以上", "95%"],
}
PROSE = [
    "完成年度任务，保障{p}{b}日常运转。",
    "目标1：建成3个片区，完成投资1,286.50万元；\n目标2：群众满意度达到95%以上。",
    "一、贯彻执行党和国家的方针政策。\n二、组织实施{p}年度工作计划。\n三、承办上级交办的其他事项。",
    "开展培训12期，参训650人次；设备到位率100%。\n下一步加强后期管护。",
    "1.新建校舍1200平方米；2.维修道路3.5公里；3.发放补助320户。",
    "负责全县相关工作的规划、组织和监督（含下属单位5个），推进项目建设。",
]
REASONS = [
    "因雨季推迟，下一步倒排工期。",
    "部分物资未到位\n已督促供应商",
    "无",
    "招标结余，将调整预算",
    "参训人员较少；今后提前通知",
    "疫情影响，2场活动改为线上",
]
MEASURES = ["加强调度，倒排工期", "优化方案", "下一步完善制度，\n压实责任", "提前谋划"]

LABELS: dict[str, list[str]] = {
    "unit.name": ["部门(单位)名称", "部门名称", "单位名称", "预算部门、单位名称", "填报单位", "预算单位", "部门（单位）名称"],
    "unit.accounting_units": ["所属独立核算单位个数"],
    "project.name": ["项目名称", "专项资金名称", "转移支付(项目)名称", "项目(专项)名称", "转移支付（项目）名称"],
    "project.supervising_department": ["主管部门", "主管部门及代码", "主管部门名称", "项目主管部门(单位)", "县级主管部门", "业务主管部门"],
    "project.implementing_unit": ["实施单位", "实施单位(盖章)", "项目实施单位", "具体实施单位"],
    "functions": ["部门职能概述", "部门(单位)职责", "职能职责概述", "单位职能概述"],
    "funds_block": ["资金情况({m})", "项目资金({m})", "项目资金（{m}）", "预算资金（{m}）", "预算执行情况({m})(20分)", "资金投入情况（{m}）", "项目金额（{m}）"],
    "funds.source": ["资金来源", "来源", ""],
    "funds.initial_budget": ["年初预算数", "年初预算"],
    "funds.budget": ["全年预算数(A)", "全年预算数", "调整预算数(A)", "预算数（A）", "调整后预算数", "全年(调整)预算数"],
    "funds.execution": ["全年执行数(B)", "全年执行数", "执行数（B）", "预算执行数", "实际支出金额", "实际支付数"],
    "funds.rate": ["执行率(B/A)", "执行率", "预算执行率", "执行率（%）", "执行率（B/A）"],
    "funds.score": ["得分", "自评得分", "得分(20分*执行率)", "执行率得分(分)"],
    "funds.weight": ["分值", "权重", "执行率权重"],
    "goals_block": ["年度总体目标", "年度目标", "年度总体目标完成情况"],
    "goals.expected": ["年初设定目标", "预期目标", "年初绩效目标", "全年(调整)绩效目标"],
    "goals.actual": ["目标完成情况", "实际完成情况", "全年实际完成情况", "年度目标完成情况"],
    "indicators_block": ["年度绩效指标", "绩效指标", "年度绩效指标完成情况", "绩效指标(90分)", "绩效指标（90分）"],
    "indicators.level1": ["一级指标"],
    "indicators.level2": ["二级指标"],
    "indicators.level3": ["三级指标", "指标内容", "指标名称", "指标名称(三级指标)"],
    "indicators.content": ["目标内容"],
    "indicators.initial_target": ["年初指标值"],
    "indicators.adjusted": ["调整指标值"],
    "indicators.target": ["目标值", "年度指标值", "年度指标值(A)", "年初目标值(A)", "指标值", "指标目标值", "年度目标指标值", "指标值（包含数字及文字描述）"],
    "indicators.operator": ["指标性质", "计算符号", "指标方向"],
    "indicators.number": ["指标值", "目标值"],
    "indicators.unit": ["度量单位", "计量单位"],
    "indicators.actual": ["完成值", "实际完成值", "实际完成值(B)", "全年完成值", "全年实际值", "全年实际值（B）", "年终完成值"],
    "indicators.weight": ["分值", "权重", "指标权重(分)", "参考分值"],
    "indicators.score": ["得分", "自评分", "指标得分(分)", "自评得分", "自评分值"],
    "indicators.review_score": ["复核分", "财政审定评分", "财政审定", "财政审核评分"],
    "indicators.reason": ["未完成原因", "偏差原因分析及改进措施", "未完成原因和改进措施", "未完成原因及改进措施", "未完成原因分析", "未完成原因及拟采取的改进措施"],
    "indicators.measure": ["改进措施"],
    "total": ["总分", "合计"],
}  # fmt: skip
TITLES = {
    "department": ["部门整体自评表", "部门整体支出绩效自评表", "部门整体绩效自评表"],
    "project": ["项目支出绩效自评表", "项目绩效自评表", "项目自评表", "财政项目支出绩效自评表", "部门预算项目支出绩效自评表", "市级财政支出项目绩效自评表"],
}  # fmt: skip
STYLES = ("changsha", "national", "department", "project", "split", "adjusted", "weight_first", "review", "goals_apart", "shuffled")


@dataclass
class Style:
    """How a form is printed: words for its labels, columns of its blocks in order, which blocks there are."""

    name: str
    labels: dict[str, str]
    funds: list[str]
    indicators: list[str]
    blocks: list[str]
    two_row_head: bool = False
    year_line: str | None = None
    signature_line: bool = True
    marks: bool = False


@dataclass
class Sample:
    """A form as it must be read (nested, as contract.md has it) and its style. ``split`` holds the three parts of each target."""

    form: dict[str, Any]
    style: Style
    split: list[tuple[str, str, str]] = field(default_factory=list)


def make(rng: Random, style: str | None = None) -> Sample:
    """One random form in one of STYLES."""
    name = style or rng.choice(STYLES)
    kind = "department" if name in ("changsha", "department") or (name in ("split", "review") and rng.random() < 0.3) else "project"
    look = _style(rng, name, kind)
    form: dict[str, Any] = {"kind": kind, "title": None, "year": rng.randint(2018, 2025), "labels": {}}
    base = rng.choice(TITLES[kind]) if name not in ("changsha", "national") else TITLES[kind][0]
    title_year = rng.random() < 0.3 and name not in ("changsha", "national")
    form["title"] = f"{form['year']}年度{base}" if title_year else base
    y = form["year"]
    look.year_line = None if title_year else rng.choice([f"（{y}年度）", f"（{y} 年度）", f"({y}年)", f"（ {y} 年度 ）"])
    place, body = rng.choice(PLACES), rng.choice(BODIES)
    _head(rng, form, look, place, body)
    sample = Sample(form, look)
    _funds(rng, form, look)
    prose = [text.format(p=place, b=body) for text in PROSE]
    if "functions" in look.blocks:
        form["functions"] = rng.choice(prose)
    if name == "goals_apart":
        form["goals"] = [{"expected": rng.choice(prose), "weight": points} for points in rng.choice([["40", "40"], ["30", "30", "20"]])]
    else:
        count = rng.choice([1, 1, 1, 2, 3]) if "goals" in look.blocks else 0
        form["goals"] = [
            {"expected": rng.choice(prose), "actual": rng.choice([*prose, None]) if count == 1 else rng.choice(prose)} for _ in range(count)
        ]
    _indicators(rng, sample)
    weights = sum(float(row["weight"]) for row in form["indicators"] if row.get("weight"))
    if "total" in look.blocks:
        form["total_weight"] = rng.choice(["100", f"{weights:g}"]) if "weight" in look.indicators else None
        form["total_score"] = rng.choice(["98.18", "96", "89.5", "100", "95.60"])
        if "review_score" in look.indicators:
            form["total_review_score"] = rng.choice(["90", "88.5"])
    form["signatures"] = {}
    if rng.random() < 0.5:
        form["signatures"] = {"填表人": rng.choice(PEOPLE), "联系电话": "0731-8888" + str(rng.randint(1000, 9999))}
        if rng.random() < 0.5:
            form["signatures"]["填报日期"] = f"{y + 1}年3月{rng.randint(1, 28)}日"
    return sample


def _style(rng: Random, name: str, kind: str) -> Style:
    labels = {key: rng.choice(words) for key, words in LABELS.items()}
    funds = ["source", "initial_budget", "budget", "execution", "weight", "rate", "score"]
    columns = ["level1", "level2", "level3", "target", "actual", "weight", "score", "reason"]
    head = ["unit"] if kind == "department" else ["project"]
    blocks = [*head, "funds", *(["functions"] if kind == "department" else []), "goals", "indicators", "total"]
    if name == "changsha":
        labels = {key: words[0] for key, words in LABELS.items()}
        labels |= {
            "funds.budget": "全年预算数 (A)",
            "funds.execution": "全年执行数 (B)",
            "funds.rate": "执行率 ((B-C)/A)",
            "funds_block": "资金情况 ({m})",
        }
        labels["funds.transfer"] = rng.choice(["上级财政移动支付 (C)", "上级财政转移支付 (C)"])
        funds = ["source", "budget", "execution", "transfer", "weight", "rate", "score"]
        columns = ["level1", "level2", "level3", "content", "target", "actual", "weight", "score", "reason", "measure"]
    elif name == "national":
        labels = {key: words[0] for key, words in LABELS.items()}
        labels |= {
            "funds.source": "", "funds.budget": "全年预算数（A）", "funds.execution": "全年执行数（B）", "funds.rate": "执行率（B/A）",
            "funds_block": "项目资金（{m}）", "indicators_block": "绩效指标", "goals.expected": "预期目标", "goals.actual": "实际完成情况",
            "indicators.target": "年度指标值", "indicators.actual": "实际完成值", "indicators.reason": "偏差原因分析及改进措施",
        }  # fmt: skip
    else:
        if rng.random() < 0.4:
            funds.remove("initial_budget")
        if rng.random() < 0.2:
            funds.remove("weight")
        if rng.random() < 0.25:
            columns.insert(columns.index("level3") + 1, "content")
        if rng.random() < 0.3:
            columns.append("measure")
            labels["indicators.reason"] = rng.choice(["未完成原因", "未完成原因分析"])
    if name == "split":
        at = columns.index("target")
        columns[at : at + 1] = ["operator", "number", "unit"]
    if name == "adjusted":
        columns.insert(columns.index("target"), "initial_target")
        labels["indicators.target"] = labels["indicators.adjusted"]
    if name == "weight_first":
        columns.remove("weight")
        columns.insert(columns.index("target"), "weight")
    if name == "review":
        columns.insert(columns.index("score") + 1, "review_score")
    if name == "shuffled":
        rest = columns[columns.index("level3") + 1 :]
        rng.shuffle(rest)
        columns = [*columns[: columns.index("level3") + 1], *rest]
    if name == "goals_apart":
        columns = ["level1", "level2", "level3", "target", "actual", "score"]
        labels |= {"indicators.target": "年初目标值(A)", "indicators.actual": "实际完成值(B)", "indicators.score": "得分"}
        blocks = [*head, "funds", "goals_apart"]
    elif name not in ("changsha", "national"):
        for part in ("goals", "functions", "funds", "total"):
            if part in blocks and rng.random() < 0.08:
                blocks.remove(part)
    two_rows = name == "split" and rng.random() < 0.5
    return Style(name, labels, funds, columns, blocks, two_row_head=two_rows, signature_line=rng.random() < 0.7, marks=rng.random() < 0.2)


def _head(rng: Random, form: dict[str, Any], look: Style, place: str, body: str) -> None:
    code = rng.choice([None, None, "219001", "103"])
    name = f"{place}{body}"
    if form["kind"] == "department":
        form["unit"] = {"name": name, "code": code}
        if rng.random() < 0.7 or look.name == "changsha":
            form["unit"]["accounting_units"] = str(rng.randint(1, 12))
        form["project"] = None
    else:
        printed = f"{code}-{name}" if code else name
        form["unit"] = {"name": name, "code": code}
        project = {"name": rng.choice(PROJECTS), "supervising_department": f"{place}{rng.choice(BODIES[:7])}", "implementing_unit": printed}
        form["project"] = project


def _money(rng: Random) -> str:
    return rng.choice(
        [f"{rng.randint(10, 5000)}", f"{rng.uniform(10, 3000):.2f}", f"{rng.uniform(1, 300):.3f}", f"{rng.uniform(1000, 9000):,.2f}", "0"]
    )


def _funds(rng: Random, form: dict[str, Any], look: Style) -> None:
    form["funds"], form["money_unit"] = [], None
    if "funds" not in look.blocks:
        return
    form["money_unit"] = rng.choice(["万元", "万元", "元"])
    if look.name == "changsha":
        names = ["财政拨款", "年度资金总额"]
        form["labels"] = {"funds.transfer": "上级财政移动支付 (C)"} if "移动" in look.labels["funds.transfer"] else {}
    else:
        total = rng.choice(["年度资金总额", "合计", "年度总金额"]) if look.name != "national" else "年度资金总额"
        parts = rng.choice(
            [["其中：当年财政拨款", "上年结转资金", "其他资金"], ["其中：财政资金", "其他资金"], ["财政拨款", "单位资金", "其他资金"], []]
        )
        names = [total, *parts] if parts[:1] != ["财政拨款"] or rng.random() < 0.5 else [*parts, total]
    for name in names:
        is_total = name in ("年度资金总额", "合计", "年度总金额")
        row: dict[str, Any] = {"source": name, "total": is_total}
        for role in ("initial_budget", "budget", "execution", "transfer"):
            if role in look.funds:
                row[role] = _money(rng) if rng.random() < 0.9 else None
        row["rate"] = rng.choice(["100%", "96.5%", "108.00%", "0", "89.35%", "100.00%"])
        if is_total:
            row["weight"] = rng.choice(["10", "20"]) if "weight" in look.funds else None
            row["score"] = rng.choice(["10", "9.18", "8.6", "9.99"])
        form["funds"].append(row)


def _indicators(rng: Random, sample: Sample) -> None:
    look, form = sample.style, sample.form
    rows: list[dict[str, Any]] = []
    tables = range(len(form["goals"])) if look.name == "goals_apart" else [None]
    points = rng.random() < 0.25
    prefix = rng.random() < 0.25
    for goal in tables:
        size = rng.choice([3, 5, 8, 12, 20, 30]) if goal is None else rng.choice([3, 4, 6])
        rows += _table_rows(rng, look, size, goal, points=points, prefix=prefix)
    for row in rows:
        if "operator" in look.indicators:
            sign = rng.choice(["≥", "≤", "＝", "=", ">", "大于等于"])
            number, unit = rng.choice([("95", "%"), ("1200", "平方米"), ("12", "台"), ("0.85", "万元"), ("30", "人次"), ("5", "年")])
            sample.split.append((sign, number, unit))
            row["target"] = sign + number + unit
    form["indicators"] = rows


def _table_rows(rng: Random, look: Style, size: int, goal: int | None, *, points: bool, prefix: bool) -> list[dict[str, Any]]:
    groups = [("产出指标", "50", OUTPUT), ("效益指标", "30", BENEFIT), ("满意度指标", "10", CONTENT)]
    if size < 5:
        groups = rng.sample(groups, 2)
    rows: list[dict[str, Any]] = []
    share = {"产出指标": 0.55, "效益指标": 0.3, "满意度指标": 0.15}
    for level1, value, content in groups:
        wanted = max(1, round(size * share[level1]))
        seconds = [name for name in content if rng.random() < 0.8] or list(content)[:1]
        per = {name: max(1, wanted // len(seconds)) for name in seconds[:wanted]}
        for level2, count in per.items():
            for n in range(count):
                rows.append(_row(rng, look, f"{level1}（{value}分）" if points else level1, level2, n, content, goal, prefix=prefix))
    return rows


def _row(
    rng: Random, look: Style, level1: str, level2: str, n: int, content: dict[str, list[str]], goal: int | None, *, prefix: bool
) -> dict[str, Any]:
    name = rng.choice(content[level2])
    if prefix:
        name = f"指标{n + 1}：{name}"
    elif n and rng.random() < 0.15:
        name = f"其中：{name}"
    elif look.marks and rng.random() < 0.4:
        name = f"★{name}"
    target = rng.choice(TARGETS[level2])
    weight = rng.choice(["5", "10", "15", "4", "2.5", "7.5"])
    row: dict[str, Any] = {"level1": level1, "level2": level2, "level3": name, "target": target, "weight": weight, "goal": goal}
    row["actual"] = target if rng.random() < 0.4 else rng.choice(TARGETS[level2])
    row["score"] = weight if rng.random() < 0.6 else rng.choice(["4", "9.18", "3.5", "0", "8"])
    if rng.random() < 0.05:  # a row without substance, as in the published example
        row |= {"target": None, "actual": None, "weight": "0", "score": "0"}
    row["content"] = rng.choice(["救助数量及人数", "民众知晓情况", "宣传次数", "重点任务处理", "满意情况调查"])
    row["initial_target"] = rng.choice(TARGETS[level2])
    row["review_score"] = rng.choice([row["score"], "3", "4.5"])
    row["reason"] = rng.choice(REASONS) if rng.random() < 0.35 else None
    row["measure"] = rng.choice(MEASURES) if rng.random() < 0.3 else None
    if "initial_target" in look.indicators and row["target"] is None:  # not adjusted: the value that stands is the target
        row["target"], row["initial_target"], row["unadjusted"] = row["initial_target"], None, True
    printed = {"operator": "target", "number": "target"}
    kept = {printed.get(role, role) for role in look.indicators} | {"goal", "unadjusted"}
    return {key: value for key, value in row.items() if key in kept}
