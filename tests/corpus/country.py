"""The country's papers: what is printed on each of the eighteen, in which order, typed from descriptions of the real forms.

Nothing here is taken from ``ziping/data/layouts``: labels and columns are typed again, so that a slip there shows. A column is
``role:label``; a pair is ``label=path``. How wide a cell is does not matter and is drawn by lot.
"""

from dataclasses import dataclass

__all__ = ["PAPERS", "Block", "Paper", "columns_of"]


@dataclass(frozen=True)
class Block:
    """One part of a paper. ``kind``: pairs, funds, fund_pairs, goals, goals_abreast, narrative, indicators, own_goals, total, base.
    ``columns`` and ``rows`` as typed; ``path`` of a narrative; ``long`` for indicators of the project's whole time; ``grade`` beside the total."""

    kind: str
    label: str = ""
    columns: str = ""
    rows: str = ""
    path: str = ""
    long: bool = False
    grade: bool = False


@dataclass(frozen=True)
class Paper:
    """``title``, lines above the table, its blocks, notes and signatures below. ``levels``: which tree of indicator names it uses;
    ``money``: how amounts look; ``like``: ids under which it may be recognised as well, since the paper shows no difference."""

    kind: str
    title: str
    blocks: tuple[Block, ...]
    above: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    levels: str = "usual"
    money: str = "万元"
    coded: bool = False
    like: tuple[str, ...] = ()


def columns_of(typed: str) -> list[tuple[str, str]]:
    """``"weight:分值|rate:执行率"`` → ``[("weight", "分值"), ("rate", "执行率")]``."""
    return [(role, label) for role, _, label in (part.partition(":") for part in typed.split("|"))]


def _head(supervisor: str = "主管部门", unit: str = "实施单位") -> Block:
    return Block("pairs", rows=f"项目名称=project.name;{supervisor}=project.supervising_department|{unit}=project.implementing_unit")


_MONEY = "source:|initial_budget:年初预算数|budget:全年预算数（A）|execution:全年执行数（B）|weight:分值|rate:执行率（B/A）|score:得分"
_SOURCES = "年度资金总额|其中：当年财政拨款|上年结转资金|其他资金"
_FUNDS = Block("funds", "项目资金（{m}）", _MONEY, _SOURCES)
_GOALS = Block("goals", "年度总体目标", "expected:预期目标|actual:实际完成情况")
_LEVELS = "level1:一级指标|level2:二级指标|level3:三级指标"
_ROWS = Block(
    "indicators", "绩效指标", f"{_LEVELS}|target:年度指标值|actual:实际完成值|weight:分值|score:得分|reason:偏差原因分析及改进措施"
)
_TOTAL = Block("total", "总分")
_HUBEI = Block("own_goals", "年度绩效目标{n}（{points}分）", f"{_LEVELS}|target:年初目标值（A）|actual:实际完成值（B）|score:得分")
_HUBEI_MONEY = "source:|budget:预算数（A）|execution:执行数（B）|rate:执行率（B/A）|score:得分（20分*执行率）"
_HUBEI_TAIL = (
    Block("total", "总分"),
    Block("narrative", "偏差大或目标未完成原因分析", path="others.偏差大或目标未完成原因分析"),
    Block("narrative", "改进措施及结果应用方案", path="others.改进措施及结果应用方案"),
    Block("narrative", "单位主要负责人签批意见", path="signatures.单位主要负责人签批意见"),
)
_HUBEI_NOTE = ("备注：1.预算执行情况口径：预算数为调整后财政资金总额（包括上年结余结转），执行数为资金使用单位财政资金实际支出数。",)
_SPLIT = "operator:指标性质|number:指标值|unit:度量单位"

PAPERS: dict[str, Paper] = {
    "mof-2020-project": Paper("project", "项目支出绩效自评表", (_head(), _FUNDS, _GOALS, _ROWS, _TOTAL), ("（{y}年度）",)),
    "hebei-2019-project": Paper(
        "project", "项目支出绩效自评表", (_head(), _FUNDS, _GOALS, _ROWS, _TOTAL), ("（{y}年度）",), like=("mof-2020-project",)
    ),
    "mof-2016-project": Paper(
        "project",
        "项目支出绩效自评表",
        (
            _head("主管部门及代码"),
            Block("funds", "项目资金（{m}）", _MONEY, "年度资金总额|其中：本年财政拨款|其他资金"),
            Block("goals", "年度总体目标", "expected:年初设定目标|actual:年度总体目标完成情况综述"),
            Block(
                "indicators",
                "年度绩效指标",
                f"{_LEVELS}|target:年度指标值|actual:全年完成值|weight:分值|score:得分|reason:未完成原因分析",
            ),
            _TOTAL,
        ),
        ("（{y}年度）",),
        coded=True,
    ),
    "anhui-2022-project": Paper(
        "project",
        "项目支出绩效自评表",
        (_head("主管部门及代码"), _FUNDS, _GOALS, _ROWS, _TOTAL),
        ("（{y}年度）",),
        ("注：一级指标分值统一设置为：产出指标50分、效益指标30分、满意度指标10分、预算资金执行率10分；特殊情况可以调整。",),
        coded=True,
    ),
    "shanghai-2022-project": Paper(
        "project",
        "财政项目支出绩效自评表",
        (_head(), _FUNDS, _GOALS, _ROWS, _TOTAL),
        ("（{y}年度）",),
        money="元",
        like=("mof-2020-project",),
    ),
    "henan-2024-project": Paper(
        "project",
        "项目支出绩效自评情况表",
        (_head(), _FUNDS, _GOALS, _ROWS, _TOTAL),
        ("（{y}年度）",),
        levels="cost",
        like=("mof-2020-project",),
    ),
    "hunan-2021-project": Paper(
        "project",
        "项目支出绩效自评表",
        (_head(), Block("funds", "年度预算申请（{m}）", _MONEY, _SOURCES), _GOALS, _ROWS, _TOTAL),
        ("（{y}年度）",),
        signatures=("填表人", "联系电话", "单位负责人"),
        like=("mof-2020-project",),
    ),
    "changsha-2020-department": Paper(
        "department",
        "部门整体自评表",
        (
            Block("pairs", rows="部门(单位)名称=unit.name|所属独立核算单位个数=unit.accounting_units"),
            Block(
                "funds",
                "资金情况 ({m})",
                "source:资金来源|budget:全年预算数 (A)|execution:全年执行数 (B)|transfer:上级财政转移支付 (C)|weight:分值|rate:执行率 ((B-C)/A)|score:得分",
                "财政拨款|年度资金总额",
            ),
            Block("narrative", "部门职能概述", path="functions"),
            Block("goals", "年度总体目标", "expected:年初设定目标|actual:目标完成情况"),
            Block(
                "indicators",
                "年度绩效指标",
                f"{_LEVELS}|content:目标内容|target:目标值|actual:完成值|weight:分值|score:得分|reason:未完成原因|measure:改进措施",
            ),
            _TOTAL,
        ),
        ("（{y} 年）",),
    ),
    "hubei-2020-project": Paper(
        "project",
        "项目自评表",
        (
            Block(
                "pairs",
                rows="单位名称=unit.name|填报日期=signatures.填报日期;项目名称=project.name;主管部门=project.supervising_department|"
                "项目实施单位=project.implementing_unit;项目类别=others.项目类别;项目属性=others.项目属性;项目类型=others.项目类型",
            ),
            Block("funds", "预算执行情况（{m}）（20分）", _HUBEI_MONEY, "年度财政资金总额"),
            _HUBEI,
            *_HUBEI_TAIL,
        ),
        ("（{y}年度）",),
        _HUBEI_NOTE,
    ),
    "hubei-2020-department": Paper(
        "department",
        "部门整体绩效自评表",
        (
            Block("pairs", rows="单位名称=unit.name|填报日期=signatures.填报日期"),
            Block("funds", "预算执行情况（{m}）（20分）", _HUBEI_MONEY, "基本支出总额|项目支出总额|部门整体支出总额"),
            _HUBEI,
            *_HUBEI_TAIL,
        ),
        ("（{y}年度）",),
        _HUBEI_NOTE,
    ),
    "sichuan-2023-project": Paper(
        "project",
        "部门预算项目支出绩效自评表",
        (
            _head(unit="实施单位（盖章）"),
            Block("goals", "项目年度目标完成情况", "expected:项目年度目标|actual:年度目标完成情况"),
            Block("narrative", "项目实施内容及过程概述", path="others.项目实施内容及过程概述"),
            Block(
                "funds",
                "预算执行情况（10分）",
                "source:年度预算数（{m}）|initial_budget:年初预算|budget:调整后预算数|execution:预算执行数|rate:预算执行率|weight:权重|score:得分|reason:原因",
                "总额|其中：财政资金|财政专户管理资金|单位资金|其他资金",
            ),
            Block("indicators", "绩效指标（90分）", f"{_LEVELS}|{_SPLIT}|actual:完成值|weight:权重|score:得分|reason:未完成原因分析"),
            Block("total", "合计"),
            Block("narrative", "评价结论", path="others.评价结论"),
            Block("narrative", "存在问题", path="others.存在问题"),
            Block("narrative", "改进措施", path="others.改进措施"),
        ),
        ("报表编号：510000_0013zp", "（{y}年度）"),
        (
            "注：1.预算执行率＝预算执行数÷调整后预算数；预算执行率低于90%的，须说明原因（100字以内）。",
            "2.其他资金包括社会投入资金、银行贷款等。",
        ),
        ("项目负责人", "财务负责人"),
    ),
    "sichuan-2022-linkage-fund": Paper(
        "project",
        "绩效目标自评表",
        (
            _head(),
            Block(
                "funds",
                "项目资金（{m}）",
                "source:|budget:全年预算数（A）|execution:全年执行数（B）|weight:分值|rate:执行率（B/A）|score:得分",
                "年度资金总额|其中：中央、省、市补助|县级资金|其他资金",
            ),
            Block("goals", "年度总体目标", "expected:年初设定目标|actual:全年实际完成情况"),
            Block(
                "indicators", "绩效指标", f"{_LEVELS}|weight:分值|target:指标值|actual:全年实际值|score:得分|reason:未完成原因和改进措施"
            ),
            _TOTAL,
        ),
        ("（{y}年度）",),
        ("注：产出指标50分，效益指标30分，满意度指标10分，预算执行率10分。",),
    ),
    "yunnan-2020-project": Paper(
        "project",
        "项目支出绩效自评表",
        (
            _head(),
            Block(
                "funds",
                "项目资金（{m}）",
                "source:|initial_budget:年初预算数|budget:全年预算数|execution:全年执行数|weight:分值|rate:执行率|score:得分",
                _SOURCES,
            ),
            _GOALS,
            Block("indicators", "绩效指标", f"{_LEVELS}|{_SPLIT}|actual:实际完成值|weight:分值|score:得分|reason:偏差原因分析及改进措施"),
            Block("narrative", "其他需要说明事项", path="others.其他需要说明事项"),
            Block("total", "总分", grade=True),
        ),
        ("公开15表", "（{y}年度）"),
    ),
    "yinchuan-2021-project": Paper(
        "project",
        "部门项目支出绩效自评表",
        (
            _head(),
            Block(
                "funds",
                "项目资金（{m}）",
                "source:|initial_budget:年初预算数|budget:调整预算数（A）|execution:执行数（B）|rate:执行率（B/A）",
                "年度资金总额|其中：财政拨款|其他资金",
            ),
            _GOALS,
            Block(
                "indicators",
                "绩效指标",
                f"{_LEVELS}|weight:分值|target:年度指标值|actual:实际完成值|score:自评得分|review_score:财政审定评分|reason:偏差原因分析及改进措施",
            ),
            _TOTAL,
        ),
        ("（{y}年度）",),
        levels="managed",
    ),
    "hunan-2018-department-rubric": Paper(
        "rubric",
        "部门整体支出绩效评价指标表",
        (
            Block("pairs", rows="部门名称=unit.name"),
            Block("indicators", "评价指标", f"{_LEVELS}|weight:分值|score:得分"),
            Block("total", "合计"),
            Block("base", "基础数据", "name:数据名称|value:数值|unit:单位"),
        ),
        ("（{y}年度）",),
        levels="rubric",
    ),
    "mof-targets": Paper(
        "targets",
        "项目支出绩效目标申报表",
        (
            _head(),
            Block("pairs", rows="项目属性=others.项目属性|项目期=others.项目期"),
            Block(
                "fund_pairs",
                "项目资金（{m}）",
                rows="实施期资金总额|其中：财政拨款|其他资金;年度资金总额|其中：财政拨款|其他资金",
            ),
            Block("goals_abreast", "总体目标", "long:实施期目标|annual:年度目标"),
            Block("indicators", "实施期绩效指标", f"{_LEVELS}|target:指标值|weight:分值", long=True),
            Block("indicators", "年度绩效指标", f"{_LEVELS}|target:指标值|weight:分值"),
            Block("total", "合计"),
        ),
        ("（{y}年度）",),
        money="万元，六位小数",
    ),
    "shanghai-2023-targets": Paper(
        "targets",
        "财政项目支出绩效目标填报表",
        (
            Block(
                "pairs",
                rows="项目名称=project.name|项目性质=others.项目性质|项目类别=others.项目类别;主管部门=project.supervising_department|"
                "实施单位=project.implementing_unit;计划开始日期=others.计划开始日期|计划完成日期=others.计划完成日期",
            ),
            Block(
                "fund_pairs",
                "项目资金（{m}）",
                rows="项目资金总额|其中：财政资金|其他资金;年度资金申请总额|其中：当年财政拨款|上年结转资金|其他资金",
            ),
            Block("goals_abreast", "项目绩效目标", "long:项目总目标|annual:年度总体目标"),
            Block("indicators", "绩效指标", f"{_LEVELS}|target:年度(/项目)指标值"),
        ),
        ("（{y}年度）",),
        money="元",
    ),
    "mof-monitoring": Paper(
        "monitoring",
        "项目支出绩效目标执行监控表",
        (
            _head(),
            Block(
                "funds",
                "项目资金（{m}）",
                "source:|initial_budget:年初预算数|interim_execution:1—7月执行数|interim_rate:1—7月执行率",
                "年度资金总额|其中：本年财政拨款|其他资金",
            ),
            Block("narrative", "年度总体目标", path="goals[0].expected"),
            Block(
                "indicators",
                "绩效指标",
                f"{_LEVELS}|target:年度指标值|interim:1—7月执行情况|forecast:全年预计完成情况|reason:偏差原因分析",
            ),
        ),
        ("（{y}年度）",),
    ),
}
