"""Faults to plant, one class per id of the check catalogue that a form alone decides: each way changes a clean form in one respect and
says which paths it touched; None where this form has no place for it. Classes of the value language and the scores stand in
``fault_values.py``.
"""

from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from random import Random
from typing import Any

__all__ = ["WAYS", "Form", "Way", "money", "plant", "rows_where", "scored"]

Form = dict[str, Any]
Way = Callable[[Form, Random], list[str] | None]
WAYS: dict[str, list[Way]] = {}


def plant(fault: str) -> Callable[[Way], Way]:
    """Registers one way to plant a fault."""

    def keep(way: Way) -> Way:
        WAYS.setdefault(fault, []).append(way)
        return way

    return keep


def rows_where(form: Form, random: Random, test: Callable[[Form], bool] = lambda row: True) -> list[int]:
    """Indices of indicator rows that fit, in random order."""
    found = [i for i, row in enumerate(form["indicators"]) if test(row)]
    random.shuffle(found)
    return found


def scored(row: Form) -> bool:
    """True for a row with its full points."""
    return row["score"] == row["weight"]


def money(text: str) -> Decimal:
    """``'1,930.54'`` → Decimal"""
    return Decimal(text.replace(",", ""))


# A 完整与身份


@plant("A01")
def blank_head(form: Form, random: Random) -> list[str] | None:
    choices = [
        "year",
        *(
            ["unit.name"]
            if form["kind"] == "department"
            else ["project.name", "project.implementing_unit", "project.supervising_department"]
        ),
    ]
    path = random.choice(choices)
    if path == "year":
        form["year"] = None
    else:
        section, key = path.split(".")
        form[section][key] = None
        if key == "implementing_unit":
            form["unit"]["name"] = None if random.random() < 0.3 else form["project"]["supervising_department"]
    return [path]


@plant("A02")
def hint_left(form: Form, random: Random) -> list[str] | None:
    hint = random.choice(["对照年度目标，说明完成情况（100字以内）", "（200字以内）", "请填写实际完成情况", "目标1：", "目标1：\n目标2：", "XX项目完成XX，达到XX效果",
                          "……", "完成××公里××建设", "此处填写完成情况", "简要说明项目实施情况（不超过300字）", "请说明", "**年完成**建设任务", "例如：完成培训5期",
                          "（请填写）", "填写说明：对照年初目标逐项填写", "XXX", "如有调整请说明", "（如有）", "完成____公里"])  # fmt: skip
    field = random.choice(["expected", "actual"])
    form["goals"][0][field] = hint if random.random() < 0.6 else f"{form['goals'][0][field]}{hint}" if hint[0] not in "目…" else hint
    return [f"goals[0].{field}"]


@plant("A02")
def hint_in_row(form: Form, random: Random) -> list[str] | None:
    i = random.choice(rows_where(form, random))
    field = random.choice(["level3", "reason"] if not form["indicators"][i].get("content") else ["content", "reason"])
    form["indicators"][i][field] = (
        random.choice(["指标1：", "指标2：", "XX完成率", "××数量", "……", "指标3:"])
        if field != "reason"
        else random.choice(["请说明原因（50字以内）", "（说明未完成原因）", "XX原因", "请填写偏差原因"])
    )
    return [f"indicators[{i}].{field}"]


@plant("A08")
def unsigned(form: Form, random: Random) -> list[str] | None:
    label = random.choice(
        [
            "填表人",
            "单位负责人",
            "项目负责人",
            "财务负责人",
            "单位负责人（签章）",
            "单位盖章",
            "填表人（签字）",
            "负责人签字",
            "审核人",
            "单位主要负责人",
            "经办人",
        ]
    )
    form.setdefault("signatures", {})[label] = None
    return [f"signatures.{label}"]


@plant("A09")
def goal_blank(form: Form, random: Random) -> list[str] | None:
    fields = ["expected"] if form["goals"][0].get("weight") else ["expected", "actual"]
    field = random.choice(fields)
    form["goals"][0][field] = None
    return [f"goals[0].{field}"]


@plant("A09")
def goals_gone(form: Form, random: Random) -> list[str] | None:
    if form["goals"][0].get("weight"):
        return None
    form["goals"] = [] if random.random() < 0.5 else [{"expected": None, "actual": None}]
    return ["goals", "goals[0].expected", "goals[0].actual"]


@plant("A10")
def goal_copied(form: Form, random: Random) -> list[str] | None:
    text = form["goals"][0]["expected"]
    form["goals"][0]["actual"] = random.choice(
        [
            text,
            text.replace("。", ""),
            text.replace("，", "、"),
            text + "。",
            text.replace("，", ", "),
            f" {text}",
            text.replace("完成", "已完成", 1),
            f"已{text}",
        ]
    )
    return ["goals[0].actual"]


@plant("A11")
def goal_number(form: Form, random: Random) -> list[str] | None:
    field = random.choice(["expected", "actual"])
    form["goals"][0][field] = random.choice(
        ["43.2", "37.24万元", "1,250.00", "100%", "120", "2023", "98.5％", "¥350000", "43.2；37.24", "20000元", "1"]
    )
    return [f"goals[0].{field}"]


@plant("A13")
def markup(form: Form, random: Random) -> list[str] | None:
    tags = ["<p>{}</p>", "<ol><li>{}</li></ol>", "{}<br/>", "<span style=\"font-size:14px\">{}</span>", "{}&nbsp;", "<div>{}</div>", "{}\x0b", "<P>{}</P>", "{}<br>",
            "<strong>{}</strong>", "{}&quot;", "\x07{}", "{}\x00", "<td>{}</td>", "<font color=\"red\">{}</font>", "{}&lt;br&gt;"]  # fmt: skip
    if random.random() < 0.7:
        field = random.choice(["expected", "actual"])
        form["goals"][0][field] = random.choice(tags).format(form["goals"][0][field])
        return [f"goals[0].{field}"]
    i = rows_where(form, random)[0]
    field = "content" if form["indicators"][i].get("content") else "level3"
    form["indicators"][i][field] = random.choice(tags).format(form["indicators"][i][field])
    return [f"indicators[{i}].{field}"]


@plant("A14")
def misprint(form: Form, random: Random) -> list[str] | None:
    path, label = random.choice([
        ("funds.transfer", "上级财政移动支付 (C)"), ("funds.rate", "执行卒"), ("funds.execution", "全年执行数（占用资金数）"), ("indicators.target", "年渡指标值"), ("indicators.actual", "实际完成直"),
        ("indicators.reason", "偏差原困分析及改进措施"), ("indicators.measure", "改进措失"), ("indicators.score", "得份"), ("funds.budget", "全年予算数"), ("funds.source", "资金来原"),
        ("indicators.weight", "分直"), ("indicators.target", "目标直"), ("funds.execution", "全年执行数（支岀）"),
        ("indicators.actual", "实标完成值"), ("goals.expected", "予期目标"), ("goals.actual", "实际完成清况"), ("funds.rate", "执性率"), ("indicators.reason", "末完成原因"), ("project.supervising_department", "主菅部门"), ("project.implementing_unit", "实旋单位"),
    ])  # fmt: skip
    form["labels"] = {path: label}
    return [f"labels.{path}"]


@plant("A15")
def secret(form: Form, random: Random) -> list[str] | None:
    word = random.choice(
        [
            "本表属机密，注意保管",
            "绝密",
            "秘密★5年",
            "机密★10年",
            "内部资料，不得外传",
            "（机密）",
            "密级：秘密",
            "内部文件，请勿公开",
            "涉密事项略",
            "秘密级",
            "内部使用，不得公开",
            "涉密",
        ]
    )
    field = random.choice(["expected", "actual", "reason"])
    if field == "reason":
        i = rows_where(form, random)[0]
        form["indicators"][i]["reason"] = f"{form['indicators'][i].get('reason') or ''}{word}"
        return [f"indicators[{i}].reason"]
    form["goals"][0][field] += word
    return [f"goals[0].{field}"]


@plant("A16")
def personal(form: Form, random: Random) -> list[str] | None:
    phone = f"1{random.choice('3578')}{random.randrange(10**8, 10**9)}"
    stem = f"43010319{random.randrange(60, 99)}0{random.randrange(1, 9)}1{random.randrange(0, 9)}{random.randrange(100, 999)}"
    check = "10X98765432"[sum(int(c) * w for c, w in zip(stem, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11]
    card = f"622848{random.randrange(10**11, 10**12)}"
    digits = [int(c) for c in reversed(card)]
    total = sum(d if k % 2 else sum(divmod(2 * d, 10)) for k, d in enumerate(digits))
    card += str(-total % 10)
    text = random.choice([f"联系人张三{phone}", f"联系电话：{phone}", f"（手机 {phone[:3]}-{phone[3:7]}-{phone[7:]}）", f"身份证号{stem}{check}", f"代发对象李四，身份证{stem}{check}",
                          f"补助打入{card}", f"卡号：{card[:4]} {card[4:8]} {card[8:12]} {card[12:16]} {card[16:]}", f"电话{phone[:3]} {phone[3:7]} {phone[7:]}"])  # fmt: skip
    if random.random() < 0.7:
        field = random.choice(["expected", "actual"])
        form["goals"][0][field] += text
        return [f"goals[0].{field}"]
    i = rows_where(form, random)[0]
    form["indicators"][i]["reason"] = f"{form['indicators'][i].get('reason') or ''}{text}"
    return [f"indicators[{i}].reason"]


# B 资金与执行


def _source(form: Form, random: Random) -> int | None:
    found = [i for i, fund in enumerate(form["funds"]) if i and fund.get("budget") not in (None, "0")]
    return random.choice(found) if found else None


@plant("B01")
def source_wrong(form: Form, random: Random) -> list[str] | None:
    i = _source(form, random)
    field = random.choice(["budget", "execution", "initial_budget"])
    if i is None or form["funds"][i].get(field) in (None, "0"):
        return None
    value = money(form["funds"][i][field])
    form["funds"][i][field] = str(
        random.choice([value + random.randrange(1, 9), value * 2, value - Decimal("0.5"), value + Decimal("0.01"), value + 10, value * 10])
    )
    form["funds"][i]["rate"] = None
    return [f"funds[{i}].{field}", f"funds[0].{field}"]


@plant("B02")
def total_zero(form: Form, random: Random) -> list[str] | None:
    fields = [f for f in ("initial_budget", "budget", "execution") if form["funds"][0].get(f)]
    chosen = random.choice([fields, ["budget"], ["execution"], fields[:1]])
    for field in chosen:
        form["funds"][0][field] = random.choice(["0", "0.00", "0"])
    return [f"funds[0].{field}" for field in chosen]


@plant("B03")
def rate_wrong(form: Form, random: Random) -> list[str] | None:
    i = random.choice([0, _source(form, random) or 0])
    rate = form["funds"][i].get("rate")
    if not rate:
        return None
    value = money(rate.rstrip("%"))
    wrong = random.choice(
        [
            value - random.randrange(1, 9),
            value + random.randrange(2, 9),
            value - Decimal("0.1"),
            value + Decimal("0.25"),
            Decimal(round(value)) + Decimal("1.00"),
            value - Decimal("10"),
        ]
    )
    form["funds"][i]["rate"] = random.choice(["{}%", "{}％", "{} %", "{}"]).format(wrong)
    return [f"funds[{i}].rate"]


@plant("B04")
def rate_score_wrong(form: Form, random: Random) -> list[str] | None:
    value, most = money(form["funds"][0]["score"]), money(form["funds"][0]["weight"])
    wrong = random.choice(
        [
            most if value < most else value - 1,
            value - Decimal("0.5"),
            value - 2,
            max(Decimal(0), value - Decimal("0.05")),
            Decimal(int(value)) if value != int(value) else value - 3,
        ]
    )
    if wrong == value or form["indicators"] is None:
        return None
    form["funds"][0]["score"] = str(wrong)
    form["total_score"] = str(money(form["total_score"]) + wrong - value)
    if form.get("total_review_score"):
        form["total_review_score"] = None
    form.pop("grade", None)
    return ["funds[0].score"]


@plant("B05")
def budget_zero(form: Form, random: Random) -> list[str] | None:
    for fund in form["funds"]:
        fund["budget"] = "0" if fund["total"] or random.random() < 0.7 else None
        fund["rate"] = None
    return ["funds[0].budget"]


@plant("B06")
def overspent(form: Form, random: Random) -> list[str] | None:
    if form.get("money_unit") is None or len(form["funds"]) < 2 or form["funds"][0].get("reason"):
        return None
    i = _source(form, random)
    if i is None:
        return None
    more = (
        money(form["funds"][0]["budget"]) * random.randrange(4, 30) / 100
        + money(form["funds"][0]["budget"])
        - money(form["funds"][0]["execution"])
    )
    for k in (0, i):
        fund = form["funds"][k]
        fund["execution"] = str((money(fund["execution"]) + more).quantize(Decimal("0.01")))
        fund["rate"] = f"{(money(fund['execution']) / money(fund['budget']) * 100).quantize(Decimal('0.01'))}%"
    return ["funds", "funds[0].execution", f"funds[{i}].execution"]


@plant("B07")
def negative(form: Form, random: Random) -> list[str] | None:
    i = random.choice([0, _source(form, random) or 0, len(form["funds"]) - 1])
    field = random.choice([f for f in ("initial_budget", "budget", "execution") if form["funds"][i].get(f)] or ["budget"])
    form["funds"][i][field] = (
        random.choice(["-{}", "－{}", "-{}"]).format(form["funds"][i].get(field) or "3") if form["funds"][i].get(field) != "0" else "-3"
    )
    return [f"funds[{i}].{field}"]


@plant("B09")
def too_fine(form: Form, random: Random) -> list[str] | None:
    i = _source(form, random) or 0
    field = random.choice(["budget", "execution"])
    form["funds"][i][field] += (
        random.choice(["45", "123", "1", "7"])
        if "." in form["funds"][i][field] and len(form["funds"][i][field].rpartition(".")[2]) == 2
        else ".1234"
        if "." not in form["funds"][i][field]
        else "678"
    )
    return [f"funds[{i}].{field}"]


@plant("B10")
def low_rate(form: Form, random: Random) -> list[str] | None:
    if "reason" not in form["funds"][0]:
        return None
    share = Decimal(random.randrange(45, 89)) / 100
    for fund in form["funds"]:
        if fund.get("budget") not in (None, "0"):
            fund["execution"] = str((money(fund["budget"]) * share).quantize(Decimal("0.01")))
            fund["rate"] = None
    form["funds"][0]["execution"] = str(sum(money(f["execution"]) for f in form["funds"][1:] if f.get("execution")))
    form["funds"][0]["reason"] = random.choice([None, "", "无", "/", "—", "无。"]) or None
    if form["funds"][0]["reason"] in ("/", "—"):
        form["funds"][0]["reason"] = None
    return ["funds[0].reason", "funds[0].execution", "funds[0].rate"]


def _adjust(form: Form, random: Random, low: int, high: int) -> list[str] | None:
    if "reason" not in form["funds"][0]:
        return None
    i = _source(form, random)
    if i is None:
        return None
    whole = money(form["funds"][0]["budget"])
    start = (whole / (1 + Decimal(random.choice([random.randrange(low, high), -random.randrange(low, high) // 2])) / 100)).quantize(
        Decimal("0.01")
    )
    others = sum(money(f["initial_budget"]) for k, f in enumerate(form["funds"]) if k not in (0, i) and f.get("initial_budget"))
    if start - others <= 0:
        return None
    form["funds"][0]["initial_budget"], form["funds"][i]["initial_budget"] = str(start), str(start - others)
    form["funds"][0]["reason"] = random.choice([None, "无", "无"])
    return ["funds[0].reason", "funds[0].initial_budget", "funds[0].budget"]


@plant("B11")
def adjusted(form: Form, random: Random) -> list[str] | None:
    return _adjust(form, random, 6, 28)


@plant("B12")
def adjusted_much(form: Form, random: Random) -> list[str] | None:
    return _adjust(form, random, 80, 300)


@plant("B14")
def transfer_wrong(form: Form, random: Random) -> list[str] | None:
    i = random.choice([0, _source(form, random) or 0])
    if form["kind"] == "department":
        form["funds"][i]["transfer"] = str(money(form["funds"][i]["execution"]) + random.choice([10, 100, Decimal("0.5")]))
    else:
        form["funds"][i]["transfer"] = str(random.choice([5, 20, Decimal("12.5")]))
    form["funds"][i]["rate"] = None
    return [f"funds[{i}].transfer"]


@plant("B15")
def source_scored(form: Form, random: Random) -> list[str] | None:
    i = random.randrange(1, len(form["funds"]))
    field = random.choice(["score", "weight", "score"])
    form["funds"][i][field] = random.choice(["3", "10", "9.5", "5"])
    return [f"funds[{i}].{field}"]


@plant("B17")
def unspent(form: Form, random: Random) -> list[str] | None:
    if form["funds"][0].get("reason"):
        return None
    share = Decimal(random.randrange(300, 795)) / 1000
    for fund in form["funds"][1:]:
        if fund.get("budget") not in (None, "0"):
            fund["execution"] = str((money(fund["budget"]) * share).quantize(Decimal("0.01")))
            fund["rate"] = None
    total = sum(money(f["execution"]) for f in form["funds"][1:] if f.get("execution"))
    form["funds"][0] |= {"execution": str(total), "rate": None}
    return ["funds[0].execution", "funds[0].rate"]


# C 分值与结构


def _move(form: Form, i: int, points: Decimal) -> None:
    """Give a row other points, full marks kept full, and let the total follow."""
    row = form["indicators"][i]
    if scored(row):
        form["total_score"] = str(money(form["total_score"]) + points - money(row["score"]))
        row["score"] = str(points)
        if row.get("review_score"):
            row["review_score"] = str(points)
            form["total_review_score"] = form["total_score"]
    row["weight"] = str(points)


@plant("C01")
def weights_off(form: Form, random: Random) -> list[str] | None:
    found = rows_where(form, random, lambda row: scored(row) and money(row["weight"]) > 3)
    if not found:
        return None
    change = random.choice([-2, 2, -1, Decimal("0.5"), 5, 1])
    _move(form, found[0], money(form["indicators"][found[0]]["weight"]) + change)
    if random.random() < 0.3 and not form["goals"][0].get("weight"):
        form["total_weight"] = None
    form.pop("grade", None)
    return [f"indicators[{found[0]}].weight", "total_weight", "goals[0].weight"]


@plant("C01")
def printed_total_off(form: Form, random: Random) -> list[str] | None:
    form["total_weight"] = random.choice(["98", "90", "105", "110", "99", "102", "120"])
    return ["total_weight"]


@plant("C02")
def heads_off(form: Form, random: Random) -> list[str] | None:
    classes = list(dict.fromkeys(row["level1"] for row in form["indicators"]))
    a, b = random.sample(classes, 2)
    down = rows_where(form, random, lambda row: row["level1"] == a and scored(row) and money(row["weight"]) >= 4)
    up = rows_where(form, random, lambda row: row["level1"] == b and scored(row) and money(row["weight"]) <= 20)
    if not down or not up or form["scheme"] in ("cn-sc-2023-project", "cn-hb-2020-project"):
        return None
    change = random.choice([1, 2, 3])
    _move(form, down[0], money(form["indicators"][down[0]]["weight"]) - change)
    _move(form, up[0], money(form["indicators"][up[0]]["weight"]) + change)
    return [f"indicators[{i}].{key}" for i in (down[0], up[0]) for key in ("weight", "level1")]


@plant("C03")
def heading_off(form: Form, random: Random) -> list[str] | None:
    level = random.choice([row["level1"] for row in form["indicators"]])
    members = [row for row in form["indicators"] if row["level1"] == level]
    wrong = sum(money(row["weight"]) for row in members) + random.choice([5, -5, 10, 2])
    word = random.choice(["{}（{}分）", "{}({}分)", "{}（{} 分）", "{}{}分", "{}\n（{}分）"]).format(level, wrong)
    touched = [
        f"indicators[{i}].{key}" for i, row in enumerate(form["indicators"]) if row["level1"] == level for key in ("level1", "weight")
    ]
    for row in members:
        row["level1"] = word
    return touched


@plant("C04")
def second_off(form: Form, random: Random) -> list[str] | None:
    i = rows_where(form, random)[0]
    level1, level = form["indicators"][i]["level1"], form["indicators"][i]["level2"]
    members = [(k, row) for k, row in enumerate(form["indicators"]) if (row["level1"], row["level2"]) == (level1, level)]
    wrong = sum(money(row["weight"]) for _, row in members) + random.choice([5, -1, 2, 3])
    word = random.choice(["{}（{}分）", "{}({}分)", "{}（{} 分）", "{}{}分"]).format(level, wrong)
    for _, row in members:
        row["level2"] = word
    return [f"indicators[{k}].{key}" for k, _ in members for key in ("level2", "weight")]


@plant("C06")
def heavy(form: Form, random: Random) -> list[str] | None:
    level = random.choice([row["level1"] for row in form["indicators"]])
    members = [i for i, row in enumerate(form["indicators"]) if row["level1"] == level]
    whole = sum(money(form["indicators"][i]["weight"]) for i in members)
    if whole <= 32 or len(members) < 2 or not all(scored(form["indicators"][i]) for i in members):
        return None
    for i in members[1:]:
        _move(form, i, Decimal(1))
    _move(form, members[0], whole - len(members) + 1)
    return [f"indicators[{members[0]}].weight"]


@plant("C07")
def equal(form: Form, random: Random) -> list[str] | None:
    if len(form["indicators"]) < 6:
        return None
    points = Decimal(random.choice([5, 8, 10, 10]))
    for i, row in enumerate(form["indicators"]):
        if not scored(row):
            row["score"] = row["weight"]
            row.pop("reason", None)
        _move(form, i, points)
    form["total_weight"] = None
    form.pop("grade", None)
    return ["indicators", *(f"indicators[{i}].weight" for i in range(len(form["indicators"])))]


@plant("C08")
def no_weight(form: Form, random: Random) -> list[str] | None:
    i = rows_where(form, random, scored)[0]
    _move(form, i, Decimal(random.choice(["0", "-1", "-5", "0"])))
    form["indicators"][i]["score"] = "0"
    return [f"indicators[{i}].weight"]


@plant("C09")
def class_missing(form: Form, random: Random) -> list[str] | None:
    classes = list(dict.fromkeys(row["level1"] for row in form["indicators"]))
    gone = random.choice(classes)
    if form["scheme"] in ("cn-sc-2023-project", "cn-hb-2020-project"):
        return None
    lost = [row for row in form["indicators"] if row["level1"] == gone]
    form["indicators"] = [row for row in form["indicators"] if row["level1"] != gone]
    form["total_score"] = str(money(form["total_score"]) - sum(money(row["score"]) for row in lost))
    form.pop("grade", None)
    return ["indicators", "total_weight"]


@plant("C12")
def misfiled(form: Form, random: Random) -> list[str] | None:
    words = {"数量指标": ["救助及时率", "设备验收合格率", "补助发放及时率", "单位成本", "群众满意度", "项目完工时间", "平均造价"],
             "质量指标": ["资金拨付及时率", "按期完成率", "项目完成时间", "培训人数", "服务对象满意度", "维修单价"],
             "时效指标": ["验收合格率", "工程质量达标率", "培训人次", "人均成本", "学员满意度", "设备完好率"],
             "成本指标": ["按时完成率", "验收合格率", "群众满意度", "完工及时率"],
             "社会效益指标": ["群众满意度", "受益对象满意率"],
             "服务对象满意度指标": ["发放及时率", "验收合格率", "人均成本", "培训人数"]}  # fmt: skip
    found = rows_where(form, random, lambda row: row["level2"] in words and "年" not in row["target"])
    i = found[0]
    row = form["indicators"][i]
    row["content" if row.get("content") else "level3"] = random.choice(words[row["level2"]])
    return [f"indicators[{i}].{key}" for key in ("level2", "level3", "content")]


@plant("C13")
def count(form: Form, random: Random) -> list[str] | None:
    if random.random() < 0.7:
        keep = random.choice([0, 1, 2])
        form["indicators"] = form["indicators"][:keep]
    else:
        row = form["indicators"][0]
        field = "content" if row.get("content") else "level3"
        form["indicators"] += [row | {field: f"{row[field]}第{k}批"} for k in range(2, 2 + random.randrange(40, 60))]
    return ["indicators"]


@plant("C14")
def repeated(form: Form, random: Random) -> list[str] | None:
    i = rows_where(form, random)[0]
    row = deepcopy(form["indicators"][i])
    field = "content" if row.get("content") else "level3"
    row[field] = random.choice([row[field], f" {row[field]}", row[field] + " ", row[field][:2] + " " + row[field][2:]])
    at = random.choice([i + 1, len(form["indicators"])]) if row["level2"] == form["indicators"][-1]["level2"] else i + 1
    form["indicators"].insert(at, row)
    return [f"indicators[{k}].{key}" for k in (i, at) for key in ("level3", "content")]


@plant("C16")
def second_lost(form: Form, random: Random) -> list[str] | None:
    seconds = [row["level2"] for row in form["indicators"]]
    found = [i for i in range(1, len(seconds)) if seconds[i] == seconds[i - 1]]
    i = (
        random.choice(found)
        if found and random.random() < 0.7
        else random.choice(rows_where(form, random, lambda row: row["level1"][:2] in ("产出", "效益")))
    )
    form["indicators"][i]["level2"] = None
    return [f"indicators[{i}].level2"]
