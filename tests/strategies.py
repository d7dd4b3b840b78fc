"""Random forms that a layout can hold, for the law read(write(form)) == form."""

from hypothesis import strategies as st

from ziping.form import Form
from ziping.layouts import Layout

__all__ = ["forms_for"]

WORDS = "培训人次数合格率完成时间受益农户满意度设备购置维修管护面积达标课程图书道路绿化宣传活动补助发放"
NAME = st.text(alphabet=WORDS, min_size=2, max_size=12)
TARGET = st.sampled_from(
    [
        "≥50人",
        "50 次以上",
        "95%以上",
        "100%",
        "≤30万元",
        "100%以内",
        "12月底前",
        "同比上升",
        "机制建成",
        "1.2公里",
        "＜5起",
        "优",
        "有效提升",
        "2023年6月30日前",
        "3—5次",
    ]
)
POINTS = st.sampled_from(["5", "10", "15", "20", "9.18", "4.5", "0", "12.50"])
MONEY = st.sampled_from(["100", "1784", "1930.54", "0", "90.00", "89.974", "1,234.56", "250000.00"])
RATE = st.sampled_from(["95%", "108.00%", "86.2%", "0%", "100.00%"])
PROSE = st.sampled_from(
    [
        "完成年度任务。",
        "目标 1：建成 3 个片区；\n目标 2：群众满意。",
        "<p>一是排查隐患</p> 二是整改",
        "因雨季推迟。\n下一步倒排工期。",
        "A 类设备到货 12 台，余 3 台在途",
    ]
)


def maybe(strategy):
    return st.none() | strategy


@st.composite
def forms_for(draw, layout: Layout) -> Form:
    """A form of the layout's kind whose every value has a place on it."""
    fields = set(layout.fields)

    def row(prefix, choices):
        return {role: draw(maybe(choice)) for role, choice in choices.items() if f"{prefix}.{role}" in fields}

    fields = fields | ({"funds.budget"} if layout.block("fund_pairs") else set())
    funds = [
        {
            **row(
                "funds",
                dict.fromkeys(("initial_budget", "budget", "execution", "transfer", "interim_execution"), MONEY)
                | {"weight": POINTS, "rate": RATE, "score": POINTS, "review_score": POINTS, "interim_rate": RATE, "reason": PROSE},
            ),
            "source": source,
            "total": source == "年度资金总额",
        }
        for source in draw(
            st.lists(
                st.sampled_from(["年度资金总额", "财政拨款", "其中：当年财政拨款", "上年结转资金", "其他资金"]),
                max_size=4 if layout.block("funds", "fund_pairs") else 0,
                unique=True,
            )
        )
    ]
    apart = layout.block("own_goals") is not None
    most = 2 if layout.block("goals", "own_goals") else 1 if "goals.expected" in fields else 0
    goals = [
        {**row("goals", {"actual": PROSE, "weight": POINTS}), "expected": text}
        for text in draw(st.lists(PROSE, min_size=int(apart), max_size=most))
    ]
    if {"goals.long", "goals.annual"} & fields:
        terms = [term for term in ("long", "annual") if f"goals.{term}" in fields and draw(st.booleans())]
        goals = [{"expected": draw(PROSE), "term": term} for term in terms]
    indicators = []
    level1 = draw(st.sampled_from(["产出指标", "产出指标（50分）"]))
    terms = [block.term for block in layout.tables]
    count = draw(st.integers(min_value=1, max_value=9))
    tables = sorted(draw(st.integers(min_value=0, max_value=(len(goals) if apart else len(terms)) - 1)) for _ in range(count))
    for table in tables:
        level1 = draw(st.sampled_from([level1, level1, "产出指标", "效益指标", "满意度指标"]))
        choices = {
            "content": NAME, "target": TARGET, "actual": TARGET, "weight": POINTS, "score": POINTS, "review_score": POINTS, "reason": PROSE,
            "measure": PROSE, "interim": TARGET, "forecast": TARGET, "initial_target": TARGET,
        }  # fmt: skip
        indicators.append(
            {
                **row("indicators", choices),
                "level1": level1,
                "level2": draw(maybe(st.sampled_from(["数量指标", "质量指标", "社会效益指标", "服务对象满意度指标"]))),
                "level3": draw(NAME),
                "goal": table if apart else None,
                "term": "annual" if apart else terms[table],
            }
        )
    code = draw(maybe(st.sampled_from(["219001", "301"])))
    name = draw(st.sampled_from(["青禾县教育局", "青禾县农业农村局", "第一中学"]))
    whole = f"{code}-{name}" if code else name
    data = {
        "kind": layout.kind,
        "title": layout.title,
        "year": draw(maybe(st.integers(min_value=2016, max_value=2030))),
        "unit": {"name": name, "code": code},
        "funds": funds,
        "goals": goals,
        "indicators": indicators,
        "money_unit": draw(st.sampled_from(["万元", "元"])) if layout.prints_money_unit else None,
        "signatures": draw(st.sampled_from([{}, {"填表人": "张三", "联系电话": "0731-1234567"}, {"单位负责人": None}])),
        "others": {
            label: draw(PROSE) for field in sorted(fields) if field.startswith("others.") and draw(st.booleans()) for label in [field[7:]]
        },
    }
    if layout.block("total"):
        for name in ("weight", "score", "review_score"):
            data[f"total_{name}"] = draw(maybe(POINTS)) if f"indicators.{name}" in fields else None
    if "grade" in fields:
        data["grade"] = draw(maybe(st.sampled_from(["优", "良", "中", "差"])))
    if layout.block("base_data"):
        data["base_data"] = [
            {"name": name, "value": draw(MONEY), "unit": draw(maybe(st.sampled_from(["人", "万元"])))}
            for name in draw(st.lists(st.sampled_from(["编制数", "在职人员数", "年初预算"]), max_size=3, unique=True))
        ]
    data["signatures"] = data["signatures"] | {label: "青禾" for label in layout.signed_cells if draw(st.booleans())}
    if "functions" in fields:
        data["functions"] = draw(maybe(PROSE))
    if "unit.accounting_units" in fields:
        data["unit"]["accounting_units"] = draw(maybe(st.sampled_from(["1", "12"])))
    if layout.kind != "department":
        data["project"] = {
            "name": draw(maybe(NAME)),
            "supervising_department": draw(maybe(st.just("青禾县财政局"))),
            "implementing_unit": whole,
        }
        data["project"] = {key: value for key, value in data["project"].items() if f"project.{key}" in fields}
        if not data["project"].get("implementing_unit") and "unit.name" not in fields:
            data["unit"] = {}
    if draw(st.booleans()) and "funds.transfer" in fields:
        data["labels"] = {"funds.transfer": "上级财政移动支付 (C)"}
    return Form.model_validate(data)
