"""Faults to plant in targets, actuals, scores, reasons, and between the parts of one form (classes D to G of the catalogue)."""

from decimal import Decimal
from random import Random

from fault_forms import cents, plain
from fault_kinds import Form, money, plant, rows_where, scored

__all__ = ["LEVELS"]

LEVELS = ("达成年度指标", "达成预期指标")
NUMERIC = "≥≤><=不控达0123456789"


def _field(row: Form) -> str:
    return "content" if row.get("content") else "level3"


def _numeric(row: Form) -> bool:
    """A row whose target and actual are plain numbers, met in full."""
    return (
        scored(row)
        and row["target"][0] in NUMERIC
        and row["actual"][0].isdigit()
        and not any(c in row["target"] + row["actual"] for c in "年月")
    )


def _counted(row: Form) -> bool:
    """A forward number in a unit that is no share: ≥500人."""
    return _numeric(row) and row["level2"] == "数量指标" and "%" not in row["actual"]


def _share(row: Form) -> bool:
    return _numeric(row) and row["actual"].endswith("%") and row[_field(row)].endswith(("率", "满意度")) and "执行" not in row[_field(row)]


def _qualitative(row: Form) -> bool:
    return row["actual"] in LEVELS and scored(row)


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit() or c == ".")


def _unit(text: str) -> str:
    return text.strip("0123456789. ")


def _lower(form: Form, i: int, score: Decimal, reason: str | None, measure: str | None = None) -> None:
    """Cut a row's score, the total following; with a reason unless None."""
    row = form["indicators"][i]
    form["total_score"] = plain(money(form["total_score"]) + score - money(row["score"]))
    row["score"] = plain(score)
    if row.get("review_score"):
        row["review_score"], form["total_review_score"] = row["score"], form["total_score"]
    row["reason"], row["measure"] = reason, measure
    total = money(form["total_score"])
    if form.get("grade"):
        form["grade"] = "优" if total >= 90 else "良" if total >= 80 else "中" if total >= 60 else "差"


# D 目标


@plant("D01")
def vague(form: Form, random: Random) -> list[str] | None:
    i = rows_where(form, random, _qualitative)[:1]
    if not i:
        return None
    form["indicators"][i[0]]["target"] = random.choice([
        "有效提升", "进一步加强", "显著提高", "明显改善", "逐步完善", "效果明显", "较好", "大力推进", "切实保障", "持续改善", "不断提高", "保障有力", "符合要求", "全面提升", "有所改善",
        "较大提升", "达到预期效果", "稳步提升", "良好", "得到改善", "较高", "符合相关规定", "按要求完成", "效果显著", "长期", "不断增强", "充分发挥作用", "基本满足需求"])  # fmt: skip
    return [f"indicators[{i[0]}].target"]


@plant("D02")
def unitless(form: Form, random: Random) -> list[str] | None:
    names = {"数", "人", "次"}
    found = rows_where(form, random, lambda row: _counted(row) and not any(word in row[_field(row)] for word in names))
    if not found:
        return None
    row = form["indicators"][found[0]]
    n = _digits(row["actual"])
    row["target"] = random.choice(["≥{}", "{}以上", "{}", "不少于{}", ">={}", "≥ {}"]).format(n)
    row["actual"] = random.choice([n, row["actual"], n])
    return [f"indicators[{found[0]}].target"]


@plant("D03")
def unit_wrong(form: Form, random: Random) -> list[str] | None:
    shares, counts = rows_where(form, random, _share), rows_where(form, random, _counted)
    if shares and (random.random() < 0.5 or not counts):
        i = shares[0]
        row = form["indicators"][i]
        field = random.choice(["target", "actual"])
        row[field] = (
            f"{'≥' if field == 'target' else ''}{_digits(row[field])}{random.choice(['百分比', '百分号', '百分率', '百分', '个百分比'])}"
        )
        return [f"indicators[{i}].{field}"]
    if not counts:
        return None
    row = form["indicators"][counts[0]]
    n = _digits(row["actual"])
    wrong = random.choice(
        ["人/次", "平方", "平米", "公理", "万元整", "立方", "台/套", "户/次", "个人", "公方", "平方公理", "人次次", "场/次"]
    )
    row["target"], row["actual"] = f"≥{n}{wrong}", f"{n}{wrong}"
    return [f"indicators[{counts[0]}].{field}" for field in ("target", "actual")]


@plant("D04")
def unsigned_target(form: Form, random: Random) -> list[str] | None:
    found = rows_where(form, random, _counted)
    if not found:
        return None
    row = form["indicators"][found[0]]
    n, unit = int(_digits(row["actual"])), _unit(row["actual"])
    row["target"], row["actual"] = f"{n}{unit}", f"{n + max(1, n * random.randrange(2, 9) // 100)}{unit}"
    return [f"indicators[{found[0]}].target"]


@plant("D05")
def direction(form: Form, random: Random) -> list[str] | None:
    if random.random() < 0.5 and (found := rows_where(form, random, _share)):
        row = form["indicators"][found[0]]
        row["target"] = random.choice(["≤{}%", "{}%以内", "不高于{}%", "不超过{}%", "＜{}%", "{}%以下", "低于{}%"]).format(
            _digits(row["actual"])
        )
        return [f"indicators[{found[0]}].target"]
    found = rows_where(form, random, _numeric)
    if not found:
        return None
    row = form["indicators"][found[0]]
    name, unit = random.choice([("群众投诉率", "%"), ("安全责任事故", "起"), ("安全事故起数", "起"), ("差错率", "%"), ("群众有效投诉次数", "次"), ("单位成本", "元"), ("人均成本", "元/人"), ("项目总成本", "万元"),
                                ("死亡人数", "人"), ("单位能耗", "千瓦时"), ("逾期率", "%"), ("污染物排放量", "吨"), ("平均办理时限", "天"), ("传染病发病率", "%"), ("资金结余率", "%"), ("投诉件数", "件"), ("设备故障率", "%"), ("运维费用", "万元")])  # fmt: skip
    n = random.randrange(2, 9)
    row[_field(row)] = name
    row["target"], row["actual"] = (
        random.choice(["≥{}{}", "{}{}以上", "不低于{}{}", ">{}{}", "不少于{}{}"]).format(n, unit),
        f"{n + 1}{unit}",
    )
    return [f"indicators[{found[0]}].target"]


@plant("D06")
def over_whole(form: Form, random: Random) -> list[str] | None:
    found = rows_where(form, random, _share)
    row = form["indicators"][found[0]] if found else None
    if row is None:
        return None
    row["target"] = random.choice(["≥{}%", "{}%", "{}％以上", "={}%", "不低于{}%", ">{}%"]).format(
        random.choice([101, 105, 110, 120, 150, "100.5", 200])
    )
    return [f"indicators[{found[0]}].target"]


@plant("D07")
def money_as_output(form: Form, random: Random) -> list[str] | None:
    found = rows_where(
        form, random, lambda row: _numeric(row) and row["level2"] in ("数量指标", "质量指标", "社会效益指标", "经济效益指标")
    )
    if not found:
        return None
    row = form["indicators"][found[0]]
    row[_field(row)], row["target"], row["actual"] = random.choice([
        ("经费使用率", "≥95%", "96%"), ("资金使用率", "100%", "100%"), ("预算执行率", "≥90%", None), ("资金到位率", "100%", "100%"), ("项目经费", "72890元", "72890元"), ("资金支出率", "≥95%", "97%"),
        ("经费支出", "≥50万元", "50万元"), ("投入资金", "≥120万元", "121万元"), ("财政资金拨付率", "100%", "100%"), ("资金支付率", "≥95%", "98%"), ("专项资金支出金额", "80万元", "80万元"), ("支出进度", "≥95%", "96%"),
        ("工作经费", "30万元", "30万元"), ("拨款到位率", "100%", "100%"), ("下达资金", "200万元", "200万元"), ("预算资金使用率", "≥98%", "99%"), ("补助资金总额", "100万元", "100万元"), ("经费保障金额", "60万元", "60万元"),
        ("项目资金支出", "45万元", "45万元"), ("人员经费支出", "88万元", "88万元")])  # fmt: skip
    if row["actual"] is None:
        row["actual"] = form["funds"][0]["rate"]
    return [f"indicators[{found[0]}]", *(f"indicators[{found[0]}].{key}" for key in (_field(row), "level2"))]


@plant("D08")
def cost_over_budget(form: Form, random: Random) -> list[str] | None:
    found = rows_where(form, random, lambda row: row["level2"] in ("成本指标", "经济成本指标") or _counted(row))
    if not found:
        return None
    row = form["indicators"][found[0]]
    most = (money(form["funds"][0]["budget"]) * random.choice([Decimal("1.1"), Decimal("1.5"), 2, Decimal("1.02")])).quantize(
        Decimal("0.01")
    )
    unit = form["money_unit"]
    row[_field(row)] = random.choice(
        [
            "项目总成本",
            "总成本",
            "总投资",
            "项目总投资",
            "项目成本",
            "工程总投资",
            "建设总成本",
            "项目预算成本",
            "预算成本",
            "总投入",
            "项目支出总成本",
        ]
    )
    row["level2"] = "成本指标" if row["level2"] == "数量指标" else row["level2"]
    row["target"] = random.choice(["≤{}{}", "不超过{}{}", "{}{}以内", "{}{}", "控制在{}{}以内"]).format(plain(most), unit)
    row["actual"] = f"{form['funds'][0]['execution']}{unit}"
    if random.random() < 0.3 and unit == "万元":
        row["target"] = f"≤{plain(most * 10000)}元"
    return [f"indicators[{found[0]}].target"]


@plant("D09")
def other_year(form: Form, random: Random) -> list[str] | None:
    found = rows_where(form, random, lambda row: scored(row) and ("月" in row["target"] or _counted(row)))
    if not found:
        return None
    row, year = form["indicators"][found[0]], form["year"] + random.choice([-1, 1, -2, 2])
    row["target"] = random.choice(
        [
            "{}年12月底前",
            "{}年6月30日前",
            "{}-11-30前",
            "{}年底前",
            "{}年3月完成",
            "{}年9月1日",
            "{}.12.31前",
            "{}年上半年",
            "{}年第三季度",
            "{}年10月前完成",
            "{}/11/30",
            "于{}年8月完工",
        ]
    ).format(year)
    row["actual"] = f"{year}年3月5日"
    if row["level2"] == "数量指标":
        row["level2"], row[_field(row)] = "时效指标", "项目完工时间"
    return [f"indicators[{found[0]}].target"]


@plant("D10")
def placeholder(form: Form, random: Random) -> list[str] | None:
    n = random.choice(["100", "1", "10", "88", "90"])
    for row in form["indicators"]:
        row["target"] = n
        if random.random() < 0.9:
            row["actual"] = n
    return ["indicators", *(f"indicators[{i}].target" for i in range(len(form["indicators"])))]


@plant("D12")
def off_topic(form: Form, random: Random) -> list[str] | None:
    goal = random.choice(["采购应急救灾帐篷和棉被，充实储备仓库，做好汛期保障。", "编制国土空间规划，开展专家评审，形成成果文本。", "举办龙舟邀请赛，打造节庆品牌，吸引游客前来观光。",
                          "更新法院庭审录播系统，实现庭审同步录音录像。", "清理城区户外广告牌，规范店招设置，整治占道乱象。"])  # fmt: skip
    if form["kind"] == "department":
        form["functions"] = "负责本级党委交办的其他事项。"
        form["unit"]["name"] = "青禾县机关"
    else:
        form["project"]["name"] = goal[:8]
        form["unit"]["name"] = form["project"]["supervising_department"] = form["project"]["implementing_unit"] = "青禾县机关"
    form["goals"][0]["expected"] = goal
    form["goals"][0]["actual"] = f"已经{goal}"
    return ["goals", "goals[0].expected", *(f"indicators[{i}]" for i in range(len(form["indicators"])))]


@plant("D13")
def benefit_slogan(form: Form, random: Random) -> list[str] | None:
    found = rows_where(form, random, lambda row: row["level1"].startswith("效益") and _numeric(row) and "满意" not in row["level2"])
    if not found:
        return None
    row = form["indicators"][found[0]]
    row[_field(row)] = random.choice(
        [
            "补助发放及时率",
            "工程验收合格率",
            "项目完成时间",
            "按时完成率",
            "资金发放及时率",
            "设备验收合格率",
            "建设任务完成率",
            "物资发放率",
            "任务按期完成率",
            "完工及时率",
            "培训完成率",
            "项目验收合格率",
        ]
    )
    row["target"], row["actual"] = "≥95%", "97%"
    return [f"indicators[{found[0]}]", f"indicators[{found[0]}].{_field(row)}", f"indicators[{found[0]}].level1"]


@plant("D14")
def stray(form: Form, random: Random) -> list[str] | None:
    i = rows_where(form, random, _numeric)[0]
    row, field = form["indicators"][i], random.choice(["target", "actual", "actual", "target"])
    n = _digits(row[field].split("-")[-1])
    row[field] = random.choice(
        [
            f"{n}*",
            f"{n}_",
            f"_{n}",
            f"{n}*_",
            f"*{n}",
            f"{row[field]}*",
            f"{row[field]}_",
            f"{n}＊{_unit(row['actual'])}",
            f"≥*{n}",
            f"{n}__",
        ]
    )
    return [f"indicators[{i}].{field}"]


@plant("D15")
def no_base(form: Form, random: Random) -> list[str] | None:
    found = rows_where(form, random, lambda row: scored(row) and row["level1"][:2] == "效益" and "满意" not in row["level2"])
    if not found:
        return None
    form["indicators"][found[0]]["target"] = random.choice([
        "同比上升", "同比下降", "较上年提高", "逐年提高", "稳中有升", "比上年增加", "逐年下降", "较去年有所提升", "同比增长", "比去年减少", "环比上升", "稳步上升", "逐年增长", "较上年减少", "较往年提高", "同比有所下降",
        "比上一年度提升", "不断上升", "稳步增长", "有所提高", "呈上升趋势", "同比提升", "较上年度增长", "持续增长"])  # fmt: skip
    return [f"indicators[{found[0]}].target"]


# E 完成值与得分


@plant("E01")
def no_actual(form: Form, random: Random) -> list[str] | None:
    i = rows_where(form, random)[0]
    form["indicators"][i]["actual"] = random.choice([None, None, "", "≥", "XX", "……"]) or None
    return [f"indicators[{i}].actual"]


@plant("E02")
def not_number(form: Form, random: Random) -> list[str] | None:
    found = rows_where(form, random, _numeric)
    form["indicators"][found[0]]["actual"] = random.choice(
        [
            "完成",
            "已完成",
            "达标",
            "较好",
            "全部完成",
            "基本完成",
            "按计划完成",
            "达到要求",
            "合格",
            "良好",
            "是",
            "达成年度指标",
            "达到目标",
            "符合要求",
            "优秀",
            "按时完成",
            "已落实",
            "控制在预算内",
            "完成任务",
        ]
    )
    return [f"indicators[{found[0]}].actual"]


@plant("E03")
def signed_actual(form: Form, random: Random) -> list[str] | None:
    found = rows_where(form, random, lambda row: _numeric(row) and "0起" not in row["actual"] and "0次" not in row["actual"])
    if not found:
        return None
    row = form["indicators"][found[0]]
    n, unit = _digits(row["actual"]), _unit(row["actual"])
    low = any(sign in row["target"] for sign in ("≤", "不超过", "以内"))
    ways = (
        ["≤{}{}", "{}{}以内", "不超过{}{}", "低于{}{}", "{}{}以下", "＜{}{}"]
        if low
        else [
            "≥{}{}",
            "{}{}以上",
            "不少于{}{}",
            ">{}{}",
            "超过{}{}",
            "{}余{}",
            "不低于{}{}",
            "{}多{}",
            "≧{}{}",
            "高于{}{}",
            "{}{}及以上",
            ">={}{}",
            "大于等于{}{}",
            "{0}-{2}{1}",
            "{0}～{2}{1}",
            "{0}至{2}{1}",
        ]
    )
    way = random.choice(ways)
    if ("余" in way or "多" in way or "{2}" in way) and unit == "%":
        way = "≥{}{}"
    row["actual"] = way.format(n, unit, plain(money(n) + 5))
    return [f"indicators[{found[0]}].actual"]


@plant("E04")
def other_unit(form: Form, random: Random) -> list[str] | None:
    found = rows_where(form, random, lambda row: _numeric(row) and not row["actual"].startswith("0"))
    if not found:
        return None
    row = form["indicators"][found[0]]
    unit = _unit(row["actual"])
    measures = {
        "%": ["人", "元", "次"],
        "公里": ["处", "次", "亩"],
        "平方米": ["米", "公里", "间"],
        "亩": ["公里", "米"],
        "米": ["平方米", "亩"],
    }
    other = random.choice([each for each in measures.get(unit, ["%", "元", "公里", "平方米", "吨"]) if each != unit])
    row["actual"] = f"{_digits(row['actual'])}{other}"
    return [f"indicators[{found[0]}].actual"]


@plant("E05")
def no_level(form: Form, random: Random) -> list[str] | None:
    found = rows_where(form, random, _qualitative)
    if not found or form["scheme"] in ("cn-hn-changsha-2020-department", "cn-sc-2023-project", "cn-nx-yinchuan-2021-project"):
        return None
    form["indicators"][found[0]]["actual"] = random.choice(
        [
            "较好",
            "效果较好",
            "机制运行顺畅",
            "明显提升",
            "有所改善",
            "比较满意",
            "进展顺利",
            "取得一定成效",
            "工作有序开展",
            "稳步推进",
            "正常",
            "良好",
            "显著",
            "有效保障",
            "得到落实",
            "优良",
        ]
    )
    return [f"indicators[{found[0]}].actual"]


@plant("E06")
def above_weight(form: Form, random: Random) -> list[str] | None:
    if random.random() < 0.2:
        form["funds"][0]["score"] = plain(money(form["funds"][0]["weight"]) + random.choice([1, Decimal("0.5"), Decimal("0.82")]))
        return ["funds[0].score"]
    i = rows_where(form, random)[0]
    row = form["indicators"][i]
    row["score"] = random.choice(["{}", "{}分", "{}"]).format(
        plain(money(row["weight"]) + random.choice([1, Decimal("0.5"), 5, Decimal("0.01"), 10]))
    )
    return [f"indicators[{i}].score"]


@plant("E07")
def bad_score(form: Form, random: Random) -> list[str] | None:
    i = rows_where(form, random)[0]
    form["indicators"][i]["score"] = random.choice(
        ["-1", "－2", "满分", "优", "-0.5", "五分", "10/10", "完成", "良好", "#REF!", "不得分", "-10", "十", "√", "OK", "合格"]
    )
    return [f"indicators[{i}].score"]


@plant("E08")
def off_rule(form: Form, random: Random) -> list[str] | None:
    if form["scheme"] in ("cn-sc-2023-project", "cn-nx-yinchuan-2021-project"):
        return None
    found = rows_where(form, random, _counted)
    if not found:
        return None
    row = form["indicators"][found[0]]
    n, unit = int(_digits(row["actual"])), _unit(row["actual"])
    got = n - max(1, n * random.randrange(8, 30) // 100)
    row["target"], row["actual"] = random.choice(["≥{}{}", "{}{}以上", "不少于{}{}", "{}{}"]).format(n, unit), f"{got}{unit}"
    due, most = money(row["weight"]) * got / n, money(row["weight"])
    if form["scheme"] == "cn-mof-2021-101-cost":
        due = max(Decimal(0), (Decimal(got) / n - Decimal("0.6")) / Decimal("0.4")) * most
    wrong = cents(due * random.choice([Decimal("0.8"), Decimal("0.6"), Decimal("1.05"), Decimal("0.95")]))
    wrong = random.choice([wrong, Decimal(int(wrong)), most - Decimal("0.1")])
    if not 0 <= wrong < most or wrong == cents(due):
        return None
    _lower(
        form,
        found[0],
        wrong,
        "供货商延期，部分工作没有做完；下一年度提前采购。",
        "下一年度提前采购。" if any(r.get("measure") for r in form["indicators"]) else None,
    )
    return [f"indicators[{found[0]}].score"]


@plant("E09")
def off_band(form: Form, random: Random) -> list[str] | None:
    found = rows_where(form, random, _qualitative)
    if not found or form["scheme"] in ("cn-hn-changsha-2020-department", "cn-sc-2023-project", "cn-nx-yinchuan-2021-project"):
        return None
    row = form["indicators"][found[0]]
    weight = money(row["weight"])
    level, share = random.choice([("部分达成", "0.9"), ("部分达成年度指标并具有一定效果", "0.85"), ("未达成", "0.7"), ("未达成年度指标且效果较差", "0.8"), ("部分达成", "0.3"), ("达成年度指标", "0.5"), ("基本达成", "0.4"),
                                  ("部分达成预期指标并具有一定效果", "1"), ("未达成年度指标", "0.9"), ("达成预期指标", "0.7"), ("部分完成", "0.95"), ("未完成", "0.9")])  # fmt: skip
    row["actual"] = level
    _lower(
        form,
        found[0],
        cents(weight * Decimal(share)),
        "部分乡镇尚未建章立制；下一年度逐一补齐。",
        "逐一补齐。" if any(r.get("measure") for r in form["indicators"]) else None,
    )
    return [f"indicators[{found[0]}].score", f"indicators[{found[0]}].actual"]


@plant("E10")
def bad_total(form: Form, random: Random) -> list[str] | None:
    total = money(form["total_score"])
    form["total_score"] = plain(
        random.choice(
            [
                total - 1,
                total + Decimal("0.5"),
                total - Decimal("0.01"),
                total - 10,
                total + 1,
                total - Decimal("0.82"),
                total - 5,
                Decimal(int(total)) if total != int(total) else total - 2,
            ]
        )
    )
    form.pop("grade", None)
    return ["total_score"]


@plant("E11")
def bad_grade(form: Form, random: Random) -> list[str] | None:
    if not form.get("grade"):
        return None
    form["grade"] = random.choice(
        [
            grade
            for grade in ("优", "良", "中", "差", "优秀", "良好", "中等", "较差", "合格", "优级", "良（80-90）")
            if grade[0] != form["grade"]
        ]
    )
    return ["grade"]


@plant("E12")
def unmet_full(form: Form, random: Random) -> list[str] | None:
    found = rows_where(
        form, random, lambda row: _numeric(row) and not row["actual"].startswith("0") and row["level2"] not in ("成本指标", "经济成本指标")
    )
    if not found:
        return None
    row = form["indicators"][found[0]]
    n, unit = money(_digits(row["target"])), _unit(row["actual"])
    low = any(sign in row["target"] for sign in ("≤", "不超过", "以内"))
    step = max(Decimal(1), n * random.randrange(2, 25) // 100)
    row["actual"] = f"{plain(n + step if low else n - step)}{unit}"
    return [f"indicators[{found[0]}].{key}" for key in ("score", "actual")]


@plant("E12")
def late_full(form: Form, random: Random) -> list[str] | None:
    found = rows_where(form, random, lambda row: row["target"].endswith(("月底前", "30日前")))
    if not found:
        return None
    row = form["indicators"][found[0]]
    row["actual"] = random.choice([f"{form['year'] + 1}年1月20日", f"{form['year']}年12月28日", f"{form['year'] + 1}年3月"])
    return [f"indicators[{found[0]}].{key}" for key in ("score", "actual")]


@plant("E13")
def met_cut(form: Form, random: Random) -> list[str] | None:
    i = rows_where(form, random, _numeric)[0]
    weight = money(form["indicators"][i]["weight"])
    _lower(form, i, weight - random.choice([1, Decimal("0.5"), 2, Decimal("0.1")]), None)
    return [f"indicators[{i}].{key}" for key in ("score", "reason")]


@plant("E14")
def actual_over(form: Form, random: Random) -> list[str] | None:
    found = rows_where(form, random, _share)
    if not found:
        return None
    form["indicators"][found[0]]["actual"] = random.choice(["{}%", "{}％", "{} %", "{}%"]).format(
        random.choice([101, 105, "100.5", 130, 110, 120, 200])
    )
    return [f"indicators[{found[0]}].actual"]


@plant("E15")
def fine_score(form: Form, random: Random) -> list[str] | None:
    found = rows_where(form, random, lambda row: money(row["weight"]) > 1)
    row = form["indicators"][found[0]]
    _lower(
        form,
        found[0],
        money(row["score"]) - Decimal(random.choice(["0.822", "0.125", "0.3333", "0.178571", "0.001"])),
        row.get("reason") or "回访发现个别资料不全；已补齐。",
        row.get("measure"),
    )
    return [f"indicators[{found[0]}].score"]


@plant("E16")
def zero_target(form: Form, random: Random) -> list[str] | None:
    if form["scheme"] in ("cn-sc-2023-project", "cn-nx-yinchuan-2021-project"):
        return None  # these schemes do not say how a number is scored
    found = rows_where(form, random, lambda row: row["actual"] in ("0起", "0次"))
    if not found:
        return None
    row = form["indicators"][found[0]]
    row["actual"] = f"{random.randrange(1, 6)}{row['actual'][1:]}"
    if random.random() < 0.6:
        _lower(
            form,
            found[0],
            cents(money(row["weight"]) * random.choice([Decimal("0.5"), Decimal("0.8"), Decimal("0.9")])),
            "一处路口标志缺失；已补设。",
            "已补设。" if any(r.get("measure") for r in form["indicators"]) else None,
        )
    return [f"indicators[{found[0]}].{key}" for key in ("score", "actual")]


@plant("E17")
def negative_actual(form: Form, random: Random) -> list[str] | None:
    i = rows_where(form, random, lambda row: _numeric(row) and not row["actual"].startswith("0"))[0]
    form["indicators"][i]["actual"] = random.choice(["-", "－", "-"]) + form["indicators"][i]["actual"]
    return [f"indicators[{i}].actual"]
