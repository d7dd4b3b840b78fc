"""Faults to plant in reasons and between the parts of one form (classes F and G of the catalogue)."""

from decimal import Decimal
from random import Random

from fault_forms import cents, plain
from fault_kinds import Form, money, plant, rows_where, scored
from fault_values import _counted, _digits, _field, _lower, _numeric, _unit

__all__: list[str] = []


def _two_columns(form: Form) -> bool:
    return form["scheme"] in ("cn-hn-changsha-2020-department", "cn-yn-2020-project")


def _short(form: Form, random: Random, reason: str | None, measure: str | None = None, but: tuple[int, ...] = ()) -> int | None:
    """Make one more row fall short, scored by the rule, with this reason; its index, or None."""
    found = [i for i in rows_where(form, random, _numeric) if i not in but and not form["indicators"][i]["actual"].startswith("0")]
    found = [
        i
        for i in found
        if form["indicators"][i]["target"][0] in "≥不达>"
        and "不超过" not in form["indicators"][i]["target"]
        and "满意" not in form["indicators"][i]["level2"]
    ]
    if not found:
        return None
    row = form["indicators"][found[0]]
    n, unit, weight = money(_digits(row["target"])), _unit(row["actual"]), money(row["weight"])
    got = n - max(Decimal(1), n * random.randrange(4, 20) // 100)
    row["actual"] = f"{plain(got)}{unit}"
    due = weight * got / n
    if form["scheme"] == "cn-mof-2021-101-cost":
        due = (got / n - Decimal("0.6")) / Decimal("0.4") * weight
    _lower(form, found[0], cents(max(Decimal(0), due)), reason, measure)
    return found[0]


@plant("F01")
def no_reason(form: Form, random: Random) -> list[str] | None:
    if form["goals"][0].get("weight") and not any(row.get("reason") for row in form["indicators"]):
        return None
    found = rows_where(form, random, lambda row: row.get("reason") and not scored(row))
    i = found[0] if found and random.random() < 0.5 else _short(form, random, None)
    if i is None:
        return None
    form["indicators"][i]["reason"] = form["indicators"][i]["measure"] = None
    return [f"indicators[{i}].{key}" for key in ("reason", "score")]


@plant("F02")
def far_over(form: Form, random: Random) -> list[str] | None:
    if form["scheme"] != "cn-gx-profile":
        return None
    found = rows_where(form, random, _counted)
    if not found:
        return None
    row = form["indicators"][found[0]]
    n, unit = int(_digits(row["target"])), _unit(row["actual"])
    row["target"] = random.choice(["≥{}{}", "{}{}以上", "不少于{}{}"]).format(n, unit)
    row["actual"] = f"{n * random.choice([131, 150, 180, 250, 300]) // 100 + 1}{unit}"
    row["reason"] = random.choice([None, None, "无", "/"]) if random.random() < 0.9 else None
    row["reason"] = None if row["reason"] == "/" else row["reason"]
    return [f"indicators[{found[0]}].{key}" for key in ("actual", "reason")]


@plant("F03")
def phrase(form: Form, random: Random) -> list[str] | None:
    text = random.choice(["无", "暂无", "没有", "客观原因", "其他原因", "受疫情影响", "工作需要", "按实际情况", "已完成", "疫情原因", "无。", "完成", "其他", "客观因素", "因工作需要", "受客观因素影响", "由于疫情", "因客观原因",
                          "客观原因导致", "受疫情影响。", "历史原因", "不可抗力", "特殊原因", "情况特殊", "实际情况", "N/A", "正常", "存在偏差", "有偏差", "详见报告", "见附件", "略", "同上", "因疫情原因未完成"])  # fmt: skip
    found = rows_where(form, random, lambda row: row.get("reason") and not scored(row))
    i = found[0] if found else _short(form, random, text)
    if i is None:
        return None
    form["indicators"][i]["reason"] = text
    if _two_columns(form):
        form["indicators"][i]["measure"] = random.choice([text, None, "加强管理，按月调度。"])
    return [f"indicators[{i}].reason"]


@plant("F04")
def same_reason(form: Form, random: Random) -> list[str] | None:
    text = random.choice(
        [
            "受资金拨付进度影响，未能按计划完成；下一步加强调度。",
            "因人员调整，工作推进缓慢，将加快进度。",
            "前期准备不足，今后提前谋划。",
            "受天气影响工期延后，下一步倒排工期。",
            "指标设置偏高，下年度合理设定指标值。",
        ]
    )
    chosen: list[int] = []
    for _ in range(random.choice([3, 3, 4])):
        i = _short(form, random, text, "加强调度。" if _two_columns(form) else None, tuple(chosen))
        if i is None:
            break
        chosen.append(i)
    return [f"indicators[{i}].reason" for i in chosen] if len(chosen) >= 3 else None


@plant("F05")
def no_measure(form: Form, random: Random) -> list[str] | None:
    if not _two_columns(form):
        return None
    i = _short(form, random, "供货商延期交货，尚有部分没有到位。", "按合同追究违约责任。")
    if i is None:
        return None
    field = random.choice(["measure", "measure", "reason"])
    form["indicators"][i][field] = random.choice([None, None, "无"]) if field == "measure" else None
    return [f"indicators[{i}].{key}" for key in ("measure", "reason")]


@plant("F06")
def reason_full(form: Form, random: Random) -> list[str] | None:
    found = rows_where(form, random, lambda row: _numeric(row) and not row.get("reason"))
    if not found:
        return None
    form["indicators"][found[0]]["reason"] = random.choice([
        "因材料涨价未完成", "受汛期影响，未能按时完成", "进度滞后，下一步加快", "未达到预期，将加强管理", "年底前尚未完成验收", "未全部完成", "部分工作未完成", "未完成年度目标", "没有完成全部任务", "由于招标流标，未按期完成",
        "目标未实现", "未按计划完成", "仅完成80%", "未达标", "工期滞后，正在追赶", "尚有部分未完工"])  # fmt: skip
    return [f"indicators[{found[0]}].reason"]


@plant("F07")
def against(form: Form, random: Random) -> list[str] | None:
    found = rows_where(form, random, _counted)
    if not found:
        return None
    row = form["indicators"][found[0]]
    n, unit = int(_digits(row["target"])), _unit(row["actual"])
    row["target"], row["actual"] = (
        random.choice(["≥{}{}", "{}{}以上", "不少于{}{}"]).format(n, unit),
        f"{n + max(1, n * random.randrange(3, 15) // 100)}{unit}",
    )
    reason = random.choice(
        [
            "受汛期影响未完成全部任务；下一步加快。",
            "进度滞后，没有达到目标。",
            "因流标未能按时完成。",
            "未达到预期目标，将加强调度。",
            "部分任务未完成",
            "任务未完成，结转下年",
            "未完成年初目标",
        ]
    )
    if random.random() < 0.6:
        _lower(
            form, found[0], money(row["weight"]) - random.choice([1, Decimal("0.5")]), reason, "加强调度。" if _two_columns(form) else None
        )
    else:
        row["reason"] = reason
    return [f"indicators[{found[0]}].reason"]


@plant("F08")
def low_unexplained(form: Form, random: Random) -> list[str] | None:
    if form["scheme"] in (
        "cn-hn-changsha-2020-department",
        "cn-sc-2023-project",
        "cn-nx-yinchuan-2021-project",
        "cn-hb-2020-project",
        "cn-mof-2016-project",
    ):
        return None
    for i in range(len(form["indicators"])):
        row = form["indicators"][i]
        _lower(
            form,
            i,
            cents(money(row["weight"]) * Decimal(random.randrange(40, 80)) / 100),
            random.choice([None, "无"]) if random.random() < 0.2 else None,
        )
    return ["total_score"]


@plant("G01")
def ahead(form: Form, random: Random) -> list[str] | None:
    if form["scheme"] != "practice-reverse-linear":
        return None
    return _spend(form, random, 60, 90)


def _spend(form: Form, random: Random, low: int, high: int) -> list[str] | None:
    """Spend less (percent), the score of the rate following, every row full."""
    if form["kind"] == "department" or form["funds"][0].get("reason"):
        return None
    share = Decimal(random.randrange(low * 10, high * 10)) / 1000
    for fund in form["funds"][1:]:
        if fund.get("budget") not in (None, "0"):
            fund["execution"], fund["rate"] = str((money(fund["budget"]) * share).quantize(Decimal("0.01"))), None
    spent = sum(money(f["execution"]) for f in form["funds"][1:] if f.get("execution"))
    first = form["funds"][0]
    score = cents(money(first["weight"]) * spent / money(first["budget"]))
    first |= {"execution": str(spent), "rate": None, "score": plain(score)}
    for row in form["indicators"]:
        if not scored(row):
            row |= {
                "actual": row["target"].strip("≥≤=＝<>以上内不少于低达到控制在超过"),
                "score": row["weight"],
                "reason": None,
                "measure": None,
            }
            if row.get("review_score"):
                row["review_score"] = row["score"]
    form["total_score"] = plain(score + sum(money(row["score"]) for row in form["indicators"]))
    form.pop("grade", None)
    form["total_review_score"] = None
    return ["indicators", "funds[0].execution", "funds[0].score", "total_score"]


@plant("G02")
def spent_not_done(form: Form, random: Random) -> list[str] | None:
    if form["kind"] == "department" or form["funds"][0].get("reason"):
        return None
    for fund in form["funds"]:
        if fund.get("budget") not in (None, "0"):
            fund["execution"], fund["rate"] = fund["budget"], "100%"
    form["total_score"] = plain(money(form["total_score"]) + money(form["funds"][0]["weight"]) - money(form["funds"][0]["score"]))
    form["funds"][0]["score"] = form["funds"][0]["weight"]
    for i in rows_where(form, random, lambda row: row["level1"].startswith("产出")):
        row = form["indicators"][i]
        _lower(
            form,
            i,
            cents(money(row["weight"]) * Decimal(random.randrange(20, 55)) / 100),
            f"{row['level3']}因征地受阻只做了一部分；下一年度续建。",
        )
    return [
        "indicators",
        "funds[0].execution",
        *(f"indicators[{i}].score" for i in rows_where(form, random, lambda row: row["level1"].startswith("产出"))),
    ]


@plant("G03")
def other_rate(form: Form, random: Random) -> list[str] | None:
    found = rows_where(form, random, lambda row: row["level2"] in ("成本指标", "时效指标", "经济成本指标") and scored(row))
    if not found:
        return None
    row = form["indicators"][found[0]]
    rate = money(form["funds"][0]["rate"].rstrip("%"))
    wrong = plain(max(Decimal(1), rate - random.choice([5, Decimal("8.5"), 12, 3])))
    row[_field(row)], row["target"], row["actual"] = random.choice([
        ("预算执行率", "≥80%", f"{wrong}%"), ("预算执行不超标", "100%以内", "102%以内"), ("资金执行率", "≥80%", f"{wrong}%"), ("预算执行情况", "≥80%", f"{wrong}%"), ("全年预算执行率", "≥80%", f"{wrong}%"),
        ("预算资金执行率", "≥80%", f"{wrong}％"), ("年度预算执行率", "80%以上", f"{wrong}%"), ("项目预算执行率", "≥80%", f"{wrong}%"), ("部门预算执行率", "≥80%", f"{wrong}%"), ("财政资金执行率", "≥80%", f"{wrong}%"),
        ("预算执行率控制", "≤100%", "108%"), ("预算完成率", "≥80%", f"{wrong}%"), ("成本控制率", "≤100%", "106%"), ("预算执行进度", "≥80%", f"{wrong}%"), ("资金支出执行率", "≥80%", f"{wrong}%"),
    ])  # fmt: skip
    row["level2"] = "时效指标" if row["level2"] == "时效指标" else row["level2"]
    return [f"indicators[{found[0]}]", f"indicators[{found[0]}].actual", "funds"]


@plant("G04")
def other_cost(form: Form, random: Random) -> list[str] | None:
    found = rows_where(form, random, lambda row: row["level2"] in ("成本指标", "经济成本指标") and scored(row))
    if not found:
        return None
    row, unit = form["indicators"][found[0]], form["money_unit"]
    spent, budget = money(form["funds"][0]["execution"]), money(form["funds"][0]["budget"])
    row[_field(row)] = random.choice(
        [
            "项目总成本",
            "总成本",
            "总投资",
            "项目总投资",
            "项目成本",
            "工程总投资",
            "项目成本控制",
            "项目总成本控制数",
            "总成本控制",
            "项目支出总成本",
            "项目总费用",
        ]
    )
    row["target"] = f"≤{plain(budget)}{unit}"
    wrong = random.choice(
        [spent * Decimal("0.8"), spent - 1 if unit == "万元" else spent - 10000, spent * Decimal("0.5"), spent * Decimal("0.97")]
    ).quantize(Decimal("0.01"))
    row["actual"] = f"{plain(wrong)}{unit}" if unit == "元" or random.random() < 0.7 else f"{plain(wrong * 10000)}元"
    return [f"indicators[{found[0]}].actual", "funds[0].execution"]


@plant("G05")
def unspent_full(form: Form, random: Random) -> list[str] | None:
    return _spend(form, random, 40, 79)


@plant("G06")
def perfect(form: Form, random: Random) -> list[str] | None:
    if money(form["total_score"]) == 100 or not all(scored(row) for row in form["indicators"]):
        return None
    for fund in form["funds"]:
        if fund.get("budget") not in (None, "0"):
            fund["execution"], fund["rate"] = fund["budget"], random.choice(["100%", "100.00%"])
    form["funds"][0]["score"] = form["funds"][0]["weight"]
    form["total_score"] = random.choice(["100", "100.00", "100.0"])
    form["total_review_score"] = None
    return ["total_score"]


@plant("G07")
def other_number(form: Form, random: Random) -> list[str] | None:
    if random.random() < 0.3:
        return _other_money(form, random)
    found = rows_where(form, random, _counted)
    if not found:
        return None
    row = form["indicators"][found[0]]
    n, unit = int(_digits(row["actual"])), _unit(row["actual"])
    wrong = random.choice([n + random.randrange(5, 50), n * 2, max(1, n // 2 - 1)])
    name = row[_field(row)]
    text = random.choice(
        [
            "{name}{n}{u}",
            "{name} {n} {u}",
            "{name}共{n}{u}",
            "{name}达到{n}{u}",
            "完成{name}{n}{u}",
            "全年{name}{n}{u}",
            "{name}为{n}{u}",
            "{name}：{n}{u}",
            "{name}达{n}{u}",
            "{name}合计{n}{u}",
            "{name}完成{n}{u}",
            "{name}已完成{n}{u}",
            "{name}（{n}{u}）",
            "共完成{name}{n}{u}",
        ]
    )
    base = form["goals"][0]["actual"].split("其中")[0]
    form["goals"][0]["actual"] = base + text.format(name=name, n=wrong, u=unit) + "。"
    return ["goals[0].actual", f"indicators[{found[0]}].actual"]


def _other_money(form: Form, random: Random) -> list[str] | None:
    """The text says another amount spent, or another rate, than the money table."""
    at = next((i for i, fund in enumerate(form["funds"]) if fund.get("total")), None)
    if at is None or not form["funds"][at].get("budget") or not form["funds"][at].get("execution"):
        return None
    budget, spent = (float(form["funds"][at][name].replace(",", "")) for name in ("budget", "execution"))
    if not budget or spent < 10:
        return None
    rate, amount = 100 * spent / budget, spent * random.choice([0.8, 1.25, 0.93])
    wrong = rate - 7 if rate > 20 else rate + 7
    text = random.choice(
        [
            "全年支出{a}{u}",
            "全年实际支出{a}{u}",
            "全年共支出 {a} {u}",
            "预算执行率为{r}%",
            "资金执行率{r}%",
            "全年执行数{a}{u}",
            "预算执行率达{r}％",
        ]
    )
    base = form["goals"][0]["actual"].rstrip("。")
    form["goals"][0]["actual"] = f"{base}。{text.format(a=f'{amount:.2f}', u=form['money_unit'] or '万元', r=f'{wrong:.2f}')}。"
    return ["goals[0].actual", f"funds[{at}].execution"]


@plant("G08")
def unfinished(form: Form, random: Random) -> list[str] | None:
    if not all(scored(row) for row in form["indicators"]):
        return None
    form["goals"][0]["actual"] = form["goals"][0]["actual"] + random.choice([
        "其中2个点尚未验收。", "部分未验收。", "绿化工程未完成。", "项目未能按期完工。", "仍有3处未完工。", "附属工程正在建设中，尚未完成。", "目标部分完成。", "剩余工程预计下年完成。", "部分任务结转下年实施。", "工程仅完成80%。",
        "尚有部分设备没有到货。", "第二期没有完成。", "配套工程进度滞后。", "尚未竣工。", "未全部完成。", "二期工程尚未启动。", "还有2个村没有完成。", "未达到预期目标。", "部分工程未实施。"])  # fmt: skip
    return ["goals[0].actual", "indicators"]
