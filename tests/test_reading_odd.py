"""Forms as no paper has them: notes and sums in the middle of the table, other words above the columns, the unit of money anywhere.
What is written is read; what is left out is named."""

import io

import openpyxl
import pytest

from ziping.form import Form
from ziping.pipeline import examine, read
from ziping.reading import Reading

HEAD = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
MONEY = [
    ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["", "年度资金总额", "100", "120", "108", "10", "90%", "9"],
]
ROWS = [
    ["产出指标", "数量指标", "维修校舍栋数", "≥3栋", "3栋", "30", "30", ""],
    ["", "质量指标", "验收合格率", "100%", "100%", "20", "18", "雨季延误"],
    ["效益指标", "社会效益指标", "受益学生数", "≥500人", "520人", "30", "30", ""],
    ["满意度指标", "服务对象满意度指标", "学生满意度", "≥90%", "92%", "10", "10", ""],
]
TOTAL = ["总分", "", "", "", "", "100", "97", ""]
NAMES = ["维修校舍栋数", "验收合格率", "受益学生数", "学生满意度"]


def sheet(*rows: list[str]) -> Reading:
    """Rows of a workbook that shows no merges."""
    workbook = openpyxl.Workbook()
    for row in [["项目支出绩效自评表"], ["项目名称", "校舍维修", "", "", "实施单位", "青禾县第一小学"], *rows]:
        workbook.active.append([text or None for text in row])
    out = io.BytesIO()
    workbook.save(out)
    return read(out.getvalue())


def page(*rows: list[str], above: str = "") -> Form:
    cells = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
    (form,) = read(f"<h1>项目支出绩效自评表</h1>{above}<table>{cells}</table>".encode()).forms
    return form


def names(form: Form) -> list[str | None]:
    return [row.level3 for row in form.indicators]


def test_表中间的注不截断指标表() -> None:
    reading = sheet(*MONEY, HEAD, *ROWS[:2], ["注：以下由业务科室填写。"], *ROWS[2:], TOTAL)
    (form,) = reading.forms
    assert names(form) == NAMES and form.total_score == "97" and not reading.problems


def test_合计在指标之前也读全() -> None:
    (form,) = sheet(*MONEY, HEAD, TOTAL, *ROWS).forms
    assert names(form) == NAMES and (form.total_weight, form.total_score) == ("100", "97")


def test_总分之后的说明和签字不当作指标() -> None:
    (form,) = sheet(
        *MONEY, HEAD, *ROWS, TOTAL, ["说明", "", "以上得分已核对", "", "", "", "", ""], ["填表人", "周禾", "", "", "联系电话", "65551234"]
    ).forms
    assert names(form) == NAMES and form.signatures == {"填表人": "周禾", "联系电话": "65551234"}


@pytest.mark.parametrize("subtotal", [["小计", "", "", "", "", "50", "48", ""], ["产出指标", "小计", "", "", "", "50", "48", ""]])
def test_小计不是指标_并说明(subtotal: list[str]) -> None:
    reading = sheet(*MONEY, HEAD, *ROWS[:2], subtotal, *ROWS[2:], TOTAL)
    assert names(reading.forms[0]) == NAMES
    assert [problem.message for problem in reading.problems] == ["「小计」这一行是小计，未读作指标"]


@pytest.mark.parametrize(("written", "grade"), [("总分：97分", None), ("自评总分 97，等级：优", "优")])
def test_总分写在一格里(written: str, grade: str | None) -> None:
    (form,) = sheet(*MONEY, HEAD, *ROWS, [written]).forms
    assert names(form) == NAMES and (form.total_score, form.grade) == ("97", grade)


def test_表下单独的一句话不是指标_并说明() -> None:
    reading = sheet(*MONEY, HEAD, *ROWS, ["本表由财务股汇总"])
    assert names(reading.forms[0]) == NAMES
    assert [problem.message for problem in reading.problems] == ["「本表由财务股汇总」没有对应的栏目，未读入"]


@pytest.mark.parametrize(
    "labels", [("指标类别", "指标类型", "指标内容"), ("一级指标", "二级指标名称", "绩效指标名称"), ("考核维度", "考核方面", "考核要点")]
)
def test_层级由栏下的名称认出(labels: tuple[str, str, str]) -> None:
    (form,) = sheet(*MONEY, [*labels, *HEAD[3:]], *ROWS, TOTAL).forms
    assert names(form) == NAMES
    assert [row.level2 for row in form.indicators] == ["数量指标", "质量指标", "社会效益指标", "服务对象满意度指标"]
    assert [row.level1 for row in form.indicators] == ["产出指标", "产出指标", "效益指标", "满意度指标"]


def test_叫法没见过的金额不当作资金来源() -> None:
    money = [["项目资金", "", "年初安排总盘子", *MONEY[0][3:]], MONEY[1]]
    reading = sheet(*money, HEAD, *ROWS, TOTAL)
    assert reading.forms[0].funds[0].source == "年度资金总额" and reading.forms[0].funds[0].budget == "120"
    assert any("「100」没有地方放" in problem.message for problem in reading.problems)


def test_金额单位与填报单位写在一行() -> None:
    money = [[text.replace("（万元）", "") for text in row] for row in MONEY]
    line = page(*money, HEAD, *ROWS, TOTAL, above="<p>填报单位：青禾县第一小学　　　　单位：元</p>")
    cell = page(["填报单位：青禾县第一小学", "", "", "", "", "", "金额单位：元", ""], *money, HEAD, *ROWS, TOTAL)
    assert [(form.unit.name, form.money_unit) for form in (line, cell)] == [("青禾县第一小学", "元")] * 2


def test_一张工作表上左右并排的两份表_各读各的() -> None:
    rows = [["项目名称", "甲路养护", "", "实施单位", "青禾县公路站", "", "", ""], HEAD, *ROWS, TOTAL]
    other = [["项目名称", "乙路养护", "", "实施单位", "青禾县公路站", "", "", ""], HEAD, *ROWS[1:], TOTAL]
    workbook = openpyxl.Workbook()
    for at, row in enumerate(rows):
        right = other[at] if at < len(other) else []
        workbook.active.append([text or None for text in [*row, "", *right]])
    out = io.BytesIO()
    workbook.save(out)
    reading = read(out.getvalue())
    assert [form.project and form.project.name for form in reading.forms] == ["甲路养护", "乙路养护"]
    assert [names(form) for form in reading.forms] == [NAMES, NAMES[1:]] and not reading.problems


def test_从网页复制来的目标左移一格_移回并提示() -> None:
    rows = [
        ["项目名称", "校舍维修"], ["年度总体目标", "预期目标", "实际完成情况"], ["维修校舍三栋，改善办学条件。", "已维修三栋，全部验收合格。"],
        ["绩效指标", *HEAD], *([*row] for row in ROWS),
    ]  # fmt: skip
    reading = read(("项目支出绩效自评表\n\n" + "\n".join("\t".join(row) for row in rows)).encode())
    (form,) = reading.forms
    assert [(goal.expected, goal.actual) for goal in form.goals] == [("维修校舍三栋，改善办学条件。", "已维修三栋，全部验收合格。")]
    assert any("年度总体目标这一行左移了 1 格" in problem.message for problem in reading.problems)


@pytest.mark.parametrize("label", ["考核指标", "绩效指标", "工作内容"])
def test_表头没有层级_名称由它在目标值前面认出(label: str) -> None:
    rows = [["1", "发放人数", "≥500人", "510人", "50", "50", ""], ["2", "群众满意度", "≥90%", "88%", "50", "45", "宣传不够"]]
    (form,) = sheet(
        ["序号", label, "目标值", "完成值", "权重（分）", "自评分", "未完成原因"], *rows, ["合计", "", "", "", "100", "95"]
    ).forms
    assert [(row.level3, row.target, row.score) for row in form.indicators] == [("发放人数", "≥500人", "50"), ("群众满意度", "≥90%", "45")]
    assert form.total_score == "95"


@pytest.mark.parametrize("labels", [("主管部门评分", "财政评分"), ("财政评分", "主管部门评分")])
def test_两栏都是复核的分_各是各的数_不接成一个(labels: tuple[str, str]) -> None:
    rows = [[*row[:7], "29", "28", row[7]] for row in ROWS]
    reading = sheet([*HEAD[:7], *labels, HEAD[7]], *rows)
    assert [row.review_score for row in reading.forms[0].indicators] == ["29"] * 4
    assert sum(f"「{labels[1]}」一栏的「28」没有地方放" in problem.message for problem in reading.problems) == 4


def test_支出进度就是执行率() -> None:
    money = [[text.replace("执行率", "支出进度（B/A）") for text in MONEY[0]], MONEY[1]]
    assert sheet(*money, HEAD, *ROWS).forms[0].funds[0].rate == "90%"


def test_一级指标单独成行_是下面各行的一级指标() -> None:
    rows = [["一、产出指标（60分）"], *(["", *row[1:]] for row in ROWS[:2]), ["二、效益指标（40分）"], ["", *ROWS[2][1:]]]
    reading = sheet(HEAD, *rows, TOTAL)
    (form,) = reading.forms
    assert [row.level1 for row in form.indicators] == ["一、产出指标（60分）", "一、产出指标（60分）", "二、效益指标（40分）"]
    assert names(form) == NAMES[:3] and not reading.problems


def test_分值写成百分数或几分_不当作左移() -> None:
    rows = [[*row[:5], f"{row[5]}%", f"{row[6]}分", ""] for row in ROWS]
    reading = sheet(*MONEY, HEAD, *rows, ["总分", "", "", "", "", "100%", "97分", ""])
    (form,) = reading.forms
    assert [(row.weight, row.score) for row in form.indicators][:2] == [("30%", "30分"), ("20%", "18分")]
    assert form.total_score == "97分" and not reading.problems


@pytest.mark.parametrize(
    "legend",
    [["", "", "", "", "", "（分）", "（分）", ""], [*"12345678"], [*"甲乙丙12345"], ["①", "②", "③", "④", "⑤", "⑥", "⑦=⑤/④", "⑧"]],
)
def test_表头下面的单位和栏次不是指标_并说明(legend: list[str]) -> None:
    reading = sheet(*MONEY, HEAD, legend, *ROWS, TOTAL)
    assert names(reading.forms[0]) == NAMES and reading.forms[0].indicators[0].level1 == "产出指标"
    assert [problem.code for problem in reading.problems] == ["filler"] and "单位或栏次" in reading.problems[0].message


def test_资金表头下面的单位不是资金() -> None:
    (form,) = sheet(MONEY[0], ["", "", "（万元）", "（A）", "（B）", "（分）", "（B/A）", "（分）"], MONEY[1], HEAD, *ROWS, TOTAL).forms
    assert [(fund.source, fund.initial_budget, fund.rate) for fund in form.funds] == [("年度资金总额", "100", "90%")]


def test_第一行指标只有数也不当作栏次() -> None:
    row = ["产出指标", "数量指标", "1", "2", "3", "30", "30", ""]
    assert names(sheet(*MONEY, HEAD, row, *ROWS[1:], TOTAL).forms[0])[0] == "1"


@pytest.mark.parametrize(("label", "weight"), [("分值/权重", "30"), ("权重／分值", "30"), ("分值/得分", None)])
def test_一栏印着同一个意思的两个叫法(label: str, weight: str | None) -> None:
    form = sheet(*MONEY, [*HEAD[:5], label, "自评得分", HEAD[7]], *ROWS, TOTAL).forms[0]
    assert form.indicators[0].weight == weight and form.indicators[0].score == "30"


def test_得分下面分自评和复核() -> None:
    rows = [[*row[:7], "29", row[7]] for row in ROWS]
    (form,) = sheet([*HEAD[:6], "自评", "复核", HEAD[7]], *rows).forms
    assert [(row.score, row.review_score) for row in form.indicators][:2] == [("30", "29"), ("18", "29")]


def test_右边的表低一行也各读各的() -> None:
    rows = [["项目名称", "甲路养护", "", "实施单位", "青禾县公路站", "", "", ""], HEAD, *ROWS, TOTAL]
    other = [[""] * 8, ["项目名称", "乙路养护", "", "实施单位", "青禾县公路站", "", "", ""], HEAD, *ROWS[1:], TOTAL]
    workbook = openpyxl.Workbook()
    for left, right in zip(rows, other, strict=True):
        workbook.active.append([text or None for text in [*left, "", *right]])
    out = io.BytesIO()
    workbook.save(out)
    reading = read(out.getvalue())
    assert [(form.project and form.project.name, names(form)) for form in reading.forms] == [("甲路养护", NAMES), ("乙路养护", NAMES[1:])]


def test_基本情况四字作小标题_不是基础数据() -> None:
    tables = ([["项目名称", "校舍维修", "实施单位", "青禾县第一小学"]], MONEY, [HEAD, *ROWS, TOTAL])
    parts = [
        f"## {title}\n\n" + "\n".join(["| " + " | ".join(table[0]) + " |", "|" + "---|" * len(table[0])])
        + "".join("\n| " + " | ".join(row) + " |" for row in table[1:])
        for title, table in zip(("一、基本情况", "二、资金情况", "三、绩效指标"), tables, strict=True)
    ]  # fmt: skip
    (form,) = read(("# 项目支出绩效自评表\n\n" + "\n\n".join(parts)).encode()).forms
    assert form.project is not None and form.project.name == "校舍维修" and not form.base_data


def test_看不见的字符不算内容() -> None:
    rows = [[*row[:6], f"\u200b{row[6]}", row[7] or "\u200b"] for row in ROWS]
    (form,) = sheet(*MONEY, HEAD, *rows, TOTAL).forms
    assert [(row.score, row.reason) for row in form.indicators[:2]] == [("30", None), ("18", "雨季延误")]


def test_没有边线的竖线表_行首的竖线前面是一个空格子() -> None:
    rows = [HEAD, *ROWS, TOTAL]
    lines = ["项目名称 | 校舍维修", "", " | ".join(HEAD), "--- | " * 7 + "---", *(" | ".join(row).strip() for row in rows[1:])]
    reading = read(("# 项目支出绩效自评表\n\n" + "\n".join(lines)).encode())
    assert names(reading.forms[0]) == NAMES and not reading.problems


def lines(goal: list[str], head: list[str], *rows: list[str]) -> bytes:
    """A copy from a PDF viewer: each line of a cell a line of its own, empty cells missing."""
    texts = ["项目支出绩效自评表", "项目名称", "校舍维修", "年度总体目标", "预期目标", "实际完成情况", *goal, "绩效指标", *head]
    return "\n".join([*texts, *(text for row in rows for text in row if text), "总分", "100", "97"]).encode()


def test_一行一格_太宽的标签和名称折成两行_接回去() -> None:
    rows = [*ROWS[:3], ["满意度指标", "服务对象满", "意度指标", *ROWS[3][2:]]]
    (form,) = read(lines(["维修校舍三栋。", "已维修三栋。"], [*HEAD[:7], "偏差原因分析及改", "进措施"], *rows)).forms
    assert names(form) == NAMES and form.indicators[3].level2 == "服务对象满意度指标" and form.indicators[1].reason == "雨季延误"


@pytest.mark.parametrize(
    ("texts", "expected", "actual"),
    [
        (["维修校舍三栋，", "改善条件。", "已维修三", "栋。"], "维修校舍三栋，改善条件。", "已维修三栋。"),
        (["1.维修校舍。", "2.改善条件。", "1.已维修。", "2.已改善。"], "1.维修校舍。\n2.改善条件。", "1.已维修。\n2.已改善。"),
        (["维修校舍", "已维修"], "维修校舍", "已维修"),
    ],
)
def test_一行一格_目标折成几行(texts: list[str], expected: str, actual: str) -> None:
    (form,) = read(lines(texts, HEAD, *ROWS)).forms
    assert [(goal.expected, goal.actual) for goal in form.goals] == [(expected, actual)] and names(form) == NAMES


def test_一行一格_多出来的文字逐条说明() -> None:
    reading = read(lines(["维修校舍", "已维修"], HEAD[:7], *ROWS))
    assert any("「雨季延误」没有对应的栏目" in problem.message for problem in reading.problems)


def test_接着的表没有左边一栏_按顺序归栏() -> None:
    cells = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in ROWS[2:])
    body = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in ["", *row]) + "</tr>" for row in [*ROWS[:2]])
    head = "<tr><td>绩效指标</td>" + "".join(f"<td>{text}</td>" for text in HEAD) + "</tr>"
    data = (
        f"<h1>项目支出绩效自评表</h1><table><tr><td>项目名称</td><td colspan=8>校舍维修</td></tr>{head}{body}</table><table>{cells}</table>"
    )
    (form,) = read(data.encode()).forms
    assert names(form) == NAMES and [row.level1 for row in form.indicators][2:] == ["效益指标", "满意度指标"]


def test_表在另一张表里接着_合计仍归自己的栏() -> None:
    head = "<tr><td rowspan=2>评价指标<td>一级指标<td>二级指标<td>三级指标<td>分值<td>得分</tr>"
    first = "<tr><td>产出指标<td>数量指标<td>修建道路<td>50<td>50</tr>"
    rest = "<tr><td>评价指标<td>效益指标<td colspan=2>社会效益指标<td>群众出行<td>50<td>48.18</tr>"
    total = "<tr><td colspan=5>合计<td>100<td>98.18</tr>"
    base = "<tr><td rowspan=2>基础数据<td colspan=2>数据名称<td colspan=2>数值<td colspan=2>单位</tr>"
    base += "<tr><td colspan=2>项目支出<td colspan=2>446.36<td colspan=2>万元</tr>"
    html = f"<h1>部门整体支出绩效评价指标表</h1><table>{head}{first}</table><table>{rest}{total}{base}</table>"
    (form,) = read(html.encode()).forms
    assert (form.total_weight, form.total_score, len(form.indicators)) == ("100", "98.18", 2)


@pytest.mark.parametrize(
    ("head", "left", "right", "fields"),
    [
        (["收入预算", "金额", "支出预算", "金额"], ["财政拨款", "100"], ["基本支出", "80"], ("budget",)),
        (
            ["项目", "预算数", "执行数", "项目", "预算数", "执行数"],
            ["财政拨款", "100", "98"],
            ["基本支出", "80", "79"],
            ("budget", "execution"),
        ),
    ],
)
def test_收入和支出左右并排的资金_各是各的(head: list[str], left: list[str], right: list[str], fields: tuple[str, ...]) -> None:
    rows = [["部门收支预算（万元）", *head], ["", *left, *right], ["", "其他收入", *("20", "19")[: len(fields)]]]
    (form,) = sheet(*rows, HEAD, *ROWS, TOTAL).forms
    money = [(fund.source, *(getattr(fund, field) for field in fields)) for fund in form.funds]
    assert money == [tuple(left), ("其他收入", *("20", "19")[: len(fields)]), tuple(right)] and form.money_unit == "万元"


def test_注后面没有地方放的数也说出来() -> None:
    reading = sheet(*MONEY, HEAD, *ROWS, TOTAL, ["注：余额不计。", "100.00"])
    assert any("「100.00」" in problem.message for problem in reading.problems)


def test_预算数和执行数各是一列标签和金额() -> None:
    money = [
        ["预算执行情况（万元）", "预算数：", "350", "", "执行数：", "332.5", "", ""],
        ["", "其中：财政拨款", "330", "", "其中：财政拨款", "312.5", "", ""],
        ["", "其他资金", "20", "", "其他资金", "20", "", ""],
    ]
    (form,) = sheet(*money, HEAD, *ROWS, TOTAL).forms
    assert [(fund.source, fund.budget, fund.execution, fund.total) for fund in form.funds] == [
        (None, "350", "332.5", True), ("其中：财政拨款", "330", "312.5", False), ("其他资金", "20", "20", False),
    ]  # fmt: skip
    assert "MN101" not in [finding.code for finding in examine(form).findings]  # 来源之和就是总额


def test_金额连着单位写也是金额() -> None:
    row = [*MONEY[1][:2], *(f"{text}万元" for text in MONEY[1][2:5]), *MONEY[1][5:]]
    (form,) = sheet(MONEY[0], row, HEAD, *ROWS, TOTAL).forms
    assert [(fund.source, fund.initial_budget, fund.execution) for fund in form.funds] == [("年度资金总额", "100万元", "108万元")]


def test_一行里前一项的值和后一项的标签粘在一起() -> None:
    lines = "<p>主管部门：青禾县水利局实施单位：219001-青禾县第一小学</p><p>项目名称：校舍维修</p>"
    form = page(HEAD, *ROWS, TOTAL, above=lines)
    assert form.project is not None and form.project.supervising_department == "青禾县水利局"
    assert (form.unit.code, form.unit.name) == ("219001", "青禾县第一小学")
    plain = page(HEAD, *ROWS, TOTAL, above="<p>项目名称：实施单位能力建设</p>")
    assert plain.project is not None and plain.project.name == "实施单位能力建设"
