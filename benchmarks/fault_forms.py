"""Clean self-evaluation forms for ``faults.py``: made up from a seed, right in every number, under schemes of many places.

A form is JSON data as contract.md §1 has it. The scores are worked out here, not by ``ziping``: met is full, unmet forward is
weight × actual ÷ target, unmet reverse as the scheme of the form says.
"""

from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

__all__ = ["SPECS", "THEMES", "cents", "clean", "plain"]

CENT = Decimal("0.01")

# scheme → kind of paper: points by class, year, money unit, columns
SPECS: dict[str, dict[str, Any]] = {
    "cn-mof-2020-10-project": {"points": {"产出指标": 50, "效益指标": 30, "满意度指标": 10}, "years": [2021, 2022, 2023, 2024], "grade": True},
    "cn-mof-2016-project": {"points": {"产出指标": 50, "效益指标": 30, "满意度指标": 10}, "years": [2017, 2018]},
    "cn-mof-2021-101-cost": {"points": {"成本指标": 20, "产出指标": 40, "效益指标": 20, "满意度指标": 10}, "years": [2022, 2023], "curve": "floor"},
    "cn-hn-changsha-2020-department": {"points": {"产出指标": 50, "效益指标": 30, "满意度指标": 10}, "years": [2020], "department": True, "measure": True},
    "cn-hb-2020-project": {"points": {"产出指标": 40, "效益指标": 25, "满意度指标": 15}, "years": [2020, 2021, 2022], "execution": 20, "goals": True},
    "cn-sc-2023-project": {"points": {"产出指标": 60, "效益指标": 20, "满意度指标": 10}, "years": [2022, 2023], "fund_reason": True, "curve": None},
    "cn-sh-2022-project": {"points": {"产出指标": 50, "效益指标": 30, "满意度指标": 10}, "years": [2022, 2023], "unit": "元"},
    "cn-ah-2022-project": {"points": {"产出指标": 50, "效益指标": 30, "满意度指标": 10}, "years": [2021, 2022]},
    "cn-yn-2020-project": {"points": {"产出指标": 50, "效益指标": 30, "满意度指标": 10}, "years": [2021, 2022], "grade": True, "measure": True},
    "cn-he-2019-project": {"points": {"产出指标": 50, "效益指标": 30, "满意度指标": 10}, "years": [2020, 2021]},
    "cn-nx-yinchuan-2021-project": {"points": {"决策": 10, "管理": 15, "产出": 30, "效益": 35}, "years": [2021, 2022], "review": True, "curve": None},
    "cn-gx-profile": {"points": {"产出指标": 50, "效益指标": 30, "满意度指标": 10}, "years": [2021, 2022, 2023]},
    "practice-reverse-linear": {"points": {"产出指标": 50, "效益指标": 30, "满意度指标": 10}, "years": [2022, 2023], "reverse": "linear", "alarm": True},
}  # fmt: skip

# 项目 | 单位 | 预期目标 | 完成情况，然后一行一个指标：类别 二级 | 名称 | 怎样填
# n 数量（单位 低 高）  p 比率（低 高）  P 必须 100%  d 期限  c 不高于（单位 低 高）  T 总成本  y 是否  q 定性  t 比上年  z 为零
THEMES = [
    """农村公路养护 | 交通运输局 | 完成全县农村公路日常养护和水毁修复，保障群众安全出行，路况评定稳步达标。 | 日常养护覆盖全部乡镇，水毁路段已经修复通车，汛期道路没有中断，沿线群众反映良好。
产 数量指标 | 养护农村公路里程 | n 公里 200 900
产 数量指标 | 修复水毁路段 | n 处 12 60
产 质量指标 | 路面养护验收合格率 | p 92 97
产 时效指标 | 水毁修复完成时间 | d
产 成本指标 | 单位里程养护成本 | c 元/公里 3000 9000
效 社会效益指标 | 道路安全责任事故 | z 起
效 经济效益指标 | 沿线农产品外运量 | n 吨 900 5000
效 可持续影响指标 | 管养长效机制 | q 建立健全县乡村三级管养机制
满 服务对象满意度指标 | 沿线群众满意度 | p 85 92""",
    """义务教育薄弱环节改善 | 教育局 | 改造薄弱学校校舍，配齐教学设备，改善农村学校办学条件。 | 改造的校舍在秋季学期开学前全部交付，教学设备调试完毕并投入课堂使用。
产 数量指标 | 改造校舍面积 | n 平方米 1500 9000
产 数量指标 | 购置教学设备 | n 台 40 300
产 质量指标 | 校舍改造验收合格率 | P
产 时效指标 | 设备到货及时率 | p 90 96
产 成本指标 | 项目总成本 | T
效 社会效益指标 | 受益学生人数 | n 人 900 6000
效 社会效益指标 | 大班额消除情况 | q 基本消除大班额
效 可持续影响指标 | 校舍使用年限 | n 年 15 30
满 服务对象满意度指标 | 师生满意度 | p 88 93
满 服务对象满意度指标 | 家长满意率 | p 85 92""",
    """困难群众救助 | 民政局 | 按时足额发放困难群众救助金，保障基本生活，做到应救尽救。 | 救助金按月通过一卡通发放，动态核查两轮，新增对象当月纳入，没有发生漏救。
产 数量指标 | 发放救助金户数 | n 户 300 4000
产 数量指标 | 临时救助人次 | n 人次 80 900
产 质量指标 | 救助对象认定准确率 | p 95 98
产 时效指标 | 救助金按时发放率 | P
效 社会效益指标 | 困难群众生活保障 | q 基本生活得到保障
效 社会效益指标 | 救助政策知晓率 | p 85 92
效 可持续影响指标 | 信息共享平台是否建成 | y
满 服务对象满意度指标 | 救助对象满意度 | p 88 94""",
    """公共图书馆免费开放 | 文化旅游局 | 图书馆全年免费开放，举办阅读推广活动，丰富群众文化生活。 | 全年开放天数达到要求，读书会、讲座和少儿活动按月举办，新书按季度上架。
产 数量指标 | 举办阅读推广活动 | n 场 24 90
产 数量指标 | 新增图书 | n 册 3000 12000
产 数量指标 | 全年开放天数 | n 天 300 340
产 质量指标 | 图书编目准确率 | p 95 98
产 时效指标 | 新书上架时间 | d
效 社会效益指标 | 到馆读者 | t 万人次 6 20
效 社会效益指标 | 电子资源访问量 | n 次 20000 90000
效 可持续影响指标 | 流动服务点运行 | q 流动服务点正常运行
满 服务对象满意度指标 | 读者满意度 | p 90 95""",
    """基本公共卫生服务 | 卫生健康局 | 为辖区居民提供基本公共卫生服务，落实慢性病和重点人群健康管理。 | 居民健康档案更新完毕，老年人体检、儿童保健和慢性病随访按规范开展。
产 数量指标 | 老年人体检人数 | n 人 2000 9000
产 数量指标 | 慢性病随访人次 | n 人次 6000 20000
产 质量指标 | 居民健康档案规范率 | p 85 93
产 质量指标 | 适龄儿童疫苗接种率 | p 90 95
产 时效指标 | 随访记录录入及时率 | p 90 96
产 成本指标 | 人均服务成本 | c 元 70 95
效 社会效益指标 | 高血压患者血压控制率 | p 60 75
效 可持续影响指标 | 家庭医生签约机制 | q 签约机制健全
满 服务对象满意度指标 | 居民满意度 | p 85 92""",
    """智慧政务平台运维 | 行政审批服务局 | 保障政务平台稳定运行，及时处置故障，提升网上办事体验。 | 平台全年运行平稳，等级保护测评通过，故障均在规定时限内排除。
产 数量指标 | 运维系统数量 | n 个 6 24
产 数量指标 | 系统巡检次数 | n 次 48 110
产 质量指标 | 系统可用率 | p 98 99
产 质量指标 | 等级保护测评是否通过 | y
产 时效指标 | 平均故障响应时间 | c 分钟 20 60
产 成本指标 | 单个系统运维成本 | c 万元 3 12
效 社会效益指标 | 网上办件量 | t 万件 3 15
效 经济效益指标 | 重大网络安全事故 | z 次
效 可持续影响指标 | 运维管理制度 | q 制度健全并执行
满 服务对象满意度指标 | 办事群众满意度 | p 90 95""",
    """病险水库除险加固 | 水利局 | 完成病险水库除险加固，消除安全隐患，恢复灌溉供水能力。 | 坝体加固、溢洪道改造完工，通过蓄水验收，灌溉季节正常供水。
产 数量指标 | 除险加固水库 | n 座 3 12
产 数量指标 | 坝体灌浆进尺 | n 米 800 4000
产 质量指标 | 单元工程验收合格率 | P
产 时效指标 | 主体工程完工时间 | d
产 成本指标 | 工程总投资 | T
效 经济效益指标 | 恢复灌溉面积 | n 亩 1500 9000
效 生态效益指标 | 下泄生态流量达标率 | p 90 95
效 可持续影响指标 | 工程使用年限 | n 年 20 50
满 服务对象满意度指标 | 受益群众满意度 | p 85 92""",
    """乡村就业技能培训 | 人力资源和社会保障局 | 组织农村劳动力技能培训，提高就业能力，促进转移就业。 | 培训班分片举办，学员考核后发证，训后就业情况逐人回访登记。
产 数量指标 | 举办培训班 | n 期 8 30
产 数量指标 | 培训农村劳动力 | n 人 400 2000
产 质量指标 | 学员结业合格率 | p 90 96
产 时效指标 | 培训补贴拨付时间 | d
产 成本指标 | 人均培训成本 | c 元/人 600 1800
效 经济效益指标 | 学员月均收入 | t 元 2600 4200
效 社会效益指标 | 训后就业率 | p 60 80
效 可持续影响指标 | 校企合作机制 | q 形成稳定的合作机制
满 服务对象满意度指标 | 参训学员满意度 | p 90 95""",
]  # fmt: skip
STEERING = [
    ("决策", "项目立项", "立项依据充分性", "q", "依据充分"), ("管理", "业务管理", "制度执行有效性", "q", "制度健全并执行"),
    ("管理", "财务管理", "资金使用合规性", "q", "使用合规"),
]  # fmt: skip
REASONS = [
    ("受持续降雨影响，{name}有 {days} 天不能作业", "下一年度提前安排，避开汛期"),
    ("{name}的供应商延期 {days} 天交货", "已按合同扣款，今后在合同里约定违约责任"),
    ("部分对象外出务工，没有联系上，{name}差额由此而来", "建立回访台账，节后集中办理"),
    ("招标流标一次，{name}推迟了 {days} 天", "下一年度提前两个月启动采购"),
    ("年初预计偏高，{name}按实际需求办理", "下一年度根据三年平均数测算"),
]
PLACES = ["青禾县", "云溪区", "临江市", "望山县", "松湖区", "石桥县"]


def cents(value: Decimal) -> Decimal:
    """Half up to 0.01."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """``Decimal('9.50')`` → ``'9.5'``"""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _parts(random: Random, whole: int, count: int) -> list[Decimal]:
    """``whole`` points over ``count`` rows: whole or half points, none above 30."""
    base = Decimal(whole) / count
    step = Decimal("0.5") if random.random() < 0.3 else Decimal(1)
    parts = [(base // step) * step for _ in range(count)]
    parts[random.randrange(count)] += whole - sum(parts)
    if count > 2 and parts[0] > 2 * step:
        parts[0], parts[1] = parts[0] - step, parts[1] + step
    return parts


def _value(
    random: Random, how: list[str], year: int, total: tuple[Decimal, Decimal, str], *, short: bool
) -> tuple[str, str, Decimal | None]:
    """(target, actual, ratio): ratio is actual ÷ target of an unmet row, negative for a reverse one; None where met."""
    kind = how[0]
    if kind == "n":
        unit, low, high = how[1], int(how[2]), int(how[3])
        n = random.randrange(low, high)
        got = n - max(1, n * random.randrange(3, 25) // 100) if short else n + random.choice([0, 0, n * random.randrange(0, 9) // 100])
        space = random.choice(["", "", " "])
        target = random.choice(["≥{n}{s}{u}", "{n}{s}{u}以上", "不少于{n}{s}{u}", ">={n}{u}", "≥{n}{u}", "{n}{u}"]).format(
            n=n, s=space, u=unit
        )
        if target == f"{n}{unit}" and not short:
            got = n
        return target, f"{got}{space}{unit}", Decimal(got) / n if got < n else None
    if kind == "p":
        p = random.randrange(int(how[1]), int(how[2]) + 1)
        got = (
            Decimal(p) - Decimal(random.randrange(20, 120)) / 10 if short else min(Decimal(100), p + Decimal(random.randrange(0, 30)) / 10)
        )
        target = random.choice(["≥{p}%", "{p}%以上", "不低于{p}%", "≥{p}％", "达到{p}%"]).format(p=p)
        return target, f"{plain(got)}%", got / p if got < p else None
    if kind == "P":
        got = Decimal(100) - Decimal(random.randrange(5, 90)) / 10 if short else Decimal(100)
        return random.choice(["100%", "=100%", "100％"]), f"{plain(got)}%", got / 100 if got < 100 else None
    if kind == "c":
        n = random.randrange(int(how[2]), int(how[3]))
        got = n + max(1, n * random.randrange(2, 30) // 100) if short else n - n * random.randrange(0, 8) // 100
        target = random.choice(["≤{n}{u}", "不超过{n}{u}", "{n}{u}以内", "控制在{n}{u}以内"]).format(n=n, u=how[1])
        return target, f"{got}{how[1]}", -Decimal(got) / n if got > n else None
    if kind == "T":
        return f"≤{plain(total[0])}{total[2]}", f"{plain(total[1])}{total[2]}", None
    if kind == "d":
        month = random.randrange(4, 12)
        return (
            random.choice([f"{year}年{month}月底前", f"{year}年{month}月30日前", f"{month}月底前"]),
            random.choice([f"{year}年{month}月{random.randrange(1, 28)}日", f"{year}年{month - 1}月{random.randrange(1, 28)}日"]),
            None,
        )
    if kind == "t":
        base = Decimal(random.randrange(int(how[2]) * 10, int(how[3]) * 10)) / 10
        p = random.randrange(3, 9)
        more = p + Decimal(random.randrange(0, 20)) / 10
        return f"比上年的{plain(base)}{how[1]}增长{p}%以上", f"比上年增长{plain(more)}%", None
    if kind == "y":
        return "是", "是", None
    if kind == "z":
        return random.choice([f"0{how[1]}", f"≤0{how[1]}", f"=0{how[1]}"]), f"0{how[1]}", None
    return how[1], random.choice(["达成年度指标", "达成预期指标", "达成年度指标"]), None


def _score(spec: dict[str, Any], weight: Decimal, ratio: Decimal | None, *, satisfaction: bool) -> Decimal:
    if ratio is None:
        return weight
    if ratio < 0:
        over = -ratio
        return cents(max(Decimal(0), 2 - over) * weight) if spec.get("reverse") == "linear" else cents(weight / over)
    if spec.get("curve") == "floor":
        return cents(max(Decimal(0), (ratio - Decimal("0.6")) / Decimal("0.4")) * weight)
    return cents(weight * ratio)


def _funds(random: Random, spec: dict[str, Any], weight: int) -> tuple[list[dict[str, Any]], Decimal, Decimal, Decimal]:
    """(rows, budget, execution, score): the total row, then its sources; the spending runs from 88 % to 100 %."""
    scale = 10000 if spec.get("unit") == "元" else 1
    share = random.choice([Decimal(1), Decimal(random.randrange(9050, 9999)) / 10000, Decimal(random.randrange(9000, 9900)) / 10000])
    names = random.choice(
        [
            ["财政拨款"],
            ["其中：当年财政拨款", "上年结转资金", "其他资金"],
            ["一般公共预算", "政府性基金"],
            ["中央资金", "省级资金", "县级资金"],
            ["财政资金", "单位资金", "其他资金"],
        ]
    )
    budgets = [cents(Decimal(random.randrange(2000, 90000)) / 100) * scale for _ in names]
    if "alarm" in spec and share != 1:
        share = Decimal(random.randrange(9700, 9999)) / 10000
    if len(names) > 1 and random.random() < 0.5:
        budgets[-1] = Decimal(0)
    spent = [cents(budget * share) for budget in budgets]
    start = (
        [cents(budget * random.choice([Decimal(1), Decimal(1), Decimal("0.9")])) for budget in budgets]
        if not spec.get("department")
        else []
    )
    total, used = sum(budgets, Decimal(0)), sum(spent, Decimal(0))
    rate = used / total
    points = Decimal(weight) * (1 - abs(rate - 1)) if spec.get("department") else weight * min(rate, Decimal(1))
    style = random.choice(["{:.2f}%", "{:.2f}%", "{:.1f}%"])

    def shown(value: Decimal) -> str:
        return format(value, ",.2f") if comma else plain(value)

    def printed(part: Decimal) -> str:
        digits = 2 if ".2f" in style else 1
        return f"{(part * 100).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)}%"

    comma = random.random() < 0.25
    empty = random.choice([None, "0"])
    rows = [
        {"source": "年度资金总额", "initial_budget": shown(sum(start, Decimal(0))) if start else None, "budget": shown(total), "execution": shown(used),
         "weight": str(weight), "rate": printed(rate), "score": plain(cents(points)), "total": True}
    ]  # fmt: skip
    for i, name in enumerate(names):
        blank = budgets[i] == 0
        rows.append({
            "source": name, "initial_budget": (empty if blank else shown(start[i])) if start else None, "budget": empty if blank else shown(budgets[i]),
            "execution": empty if blank else shown(spent[i]), "rate": None if blank else printed(spent[i] / budgets[i]), "total": False,
        })  # fmt: skip
    if spec.get("department"):
        for row in rows:
            row["transfer"] = "0"
    if spec.get("fund_reason"):
        rows[0]["reason"] = random.choice(
            ["招标结余，年底按规定交回；年中追加已经批准", "质保金未到支付期；预算按实际需要调整", "按合同进度支付；年中调整已报财政批复"]
        )
    return rows, total, used, cents(points)


def clean(random: Random, scheme: str) -> dict[str, Any]:
    """One clean form under a scheme."""
    spec = SPECS[scheme]
    head, *lines = random.choice(THEMES).split("\n")
    project, body, expected, done = (part.strip() for part in head.split("|"))
    place, year, unit = random.choice(PLACES), random.choice(spec["years"]), spec.get("unit", "万元")
    weight = spec.get("execution", 10)
    funds, budget, used, earned = _funds(random, spec, weight)
    groups: dict[str, list[tuple[str, str, list[str]]]] = {name: [] for name in spec["points"]}
    for level1, level2, name, *how in STEERING:
        if level1 in groups:
            groups[level1].append((level2, name, how))
    for line in lines:
        where, name, how = (part.strip() for part in line.split("|"))
        letter, level2 = where.split(" ")
        words = how.split(" ") if how[0] != "q" else ["q", how[2:]]
        level1 = {"产": "产出指标", "效": "效益指标", "满": "满意度指标"}[letter]
        if level2 == "成本指标" and "成本指标" in groups:
            level1, level2 = "成本指标", "经济成本指标"
        if "产出" in groups:
            level1 = "效益" if letter == "满" else level1.removesuffix("指标")
        groups[level1].append((level2, name, words))
    if "成本指标" in groups and not groups["成本指标"]:
        groups["成本指标"].append(("经济成本指标", "项目总成本", ["T"]))
    if "成本指标" in groups and len(groups["成本指标"]) == 1 and groups["成本指标"][0][2][0] != "T":
        groups["成本指标"].append(("经济成本指标", "项目总成本", ["T"]))
    form: dict[str, Any] = {"kind": "department" if spec.get("department") else "project", "year": year, "money_unit": unit, "funds": funds}
    form["title"] = (
        "部门整体支出绩效自评表"
        if spec.get("department")
        else random.choice(["项目支出绩效自评表", f"{year}年度项目支出绩效自评表", "项目自评表"])
    )
    if spec.get("department"):
        form["unit"] = {"name": f"{place}{body}", "accounting_units": str(random.randrange(1, 9))}
        form["functions"] = f"负责{place}{project}等工作的规划、组织和监督管理。"
    else:
        form["unit"] = {"name": f"{place}{body}", "code": random.choice([None, "219001", "301002"])}
        form["project"] = {
            "name": project,
            "supervising_department": f"{place}{body}",
            "implementing_unit": f"{place}{random.choice([body, project[:2] + '中心', '第一工作站'])}",
        }
    rows: list[dict[str, Any]] = []
    scores = [earned]
    for level1, members in groups.items():
        for (level2, name, how), points in zip(members, _parts(random, spec["points"][level1], len(members)), strict=True):
            short = how[0] in "npPc" and random.random() < 0.18
            target, actual, ratio = _value(random, how, year, (budget, used, unit), short=short)
            satisfaction = "满意" in level2
            if spec.get("curve") == "floor" and satisfaction:
                target, actual, ratio = "≥90%", f"{random.randrange(901, 990) / 10}%", None
            score = _score(spec, points, ratio, satisfaction=satisfaction)
            row = {
                "level1": level1,
                "level2": level2,
                "level3": name,
                "target": target,
                "actual": actual,
                "weight": plain(points),
                "score": plain(score),
            }
            if ratio is not None:
                why, mend = random.choice(REASONS)
                why = why.format(name=name, days=random.randrange(5, 60))
                row |= {"reason": f"{why}。", "measure": f"{mend}。"} if spec.get("measure") else {"reason": f"{why}；{mend}。"}
            if spec.get("department"):
                row |= {"level3": random.choice([project, f"{project}工作"]), "content": name}
            if spec.get("review"):
                row["review_score"] = row["score"]
            scores.append(score)
            rows.append(row)
    form["indicators"] = rows
    counted = [
        row
        for row in rows
        if row["target"][:1] in "≥1234567890"
        and "年" not in row["target"]
        and row["level1"].startswith("产出")
        and "%" not in row["actual"]
    ]
    if counted and random.random() < 0.7:
        row = random.choice(counted)
        done = f"{done}其中{row.get('content') or row['level3']}{row['actual'].replace(' ', '')}。"
    form["goals"] = [{"expected": expected, "actual": done}]
    if spec.get("goals"):
        form["goals"][0]["weight"] = "80"
        for row in rows:
            row["goal"] = 0
        if not any(row.get("reason") for row in rows):  # 表上有这一栏
            rows[0]["reason"] = "没有偏差。"
    form["total_weight"] = "100"
    form["total_score"] = plain(sum(scores, Decimal(0)))
    if spec.get("review"):
        form["total_review_score"] = form["total_score"]
    if spec.get("grade"):
        total = sum(scores, Decimal(0))
        form["grade"] = "优" if total >= 90 else "良" if total >= 80 else "中"
    if random.random() < 0.5:
        form["signatures"] = {"填表人": "李禾", "单位负责人": "张青", "联系电话": "0731-8260137", "填报日期": f"{year + 1}年3月15日"}
    return form
