"""The tables of a batch as data: every column with its type and what it means. docs/tables.md shows the same; a test holds them equal.

Types: ``text``, ``int``, ``bool``, ``points`` (exact, four decimals), ``money`` (万元, exact, six decimals: to the cent), ``ratio``
(1 = 100 %, exact, eight decimals), ``seconds`` (exact, three decimals). A value that is not there is null.
"""

from ziping.frozen import dataclass

__all__ = ["DECIMALS", "KEYS", "TABLES", "VERSION", "Column", "names"]

VERSION = 1  # of this schema; it rises when a column changes its meaning or goes, not when one is added

DECIMALS = {"points": 4, "money": 6, "ratio": 8, "seconds": 3}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its type, what it means."""

    name: str
    type: str
    meaning: str


def _columns(text: str) -> tuple[Column, ...]:
    return tuple(Column(*line.split(maxsplit=2)) for line in text.splitlines() if line)


_ROW = """
file text 文件：给出的路径；压缩包里的写作 包.zip/里面的名字
form int 文件里第几份表，从 0 数起；JSON 行文件为行号减 1
row int 在本份表里的次序，从 0 数起
"""

TABLES: dict[str, tuple[Column, ...]] = {
    "files": _columns("""
file text 文件：给出的路径；压缩包里的写作 包.zip/里面的名字
sha256 text 内容的摘要；没有打开的为空
bytes int 大小，字节
carrier text 载体：docx、xlsx、pdf、doc、jsonl …
status text read 已读、refused 读不了、quarantined 隔离（使读取程序退出、超时或内存超限）、duplicate 与另一文件内容相同
same_as text 内容相同、已经检查过的那个文件
code text 读不了或隔离的原因编号，如 encrypted、too_large
reason text 原因，一句话
tries int 试了几次
forms int 读出几份表
problems int 读取时的问题条数
errors int 错误条数，不计已有说明的
warnings int 警告条数
infos int 提示条数
engine text 检查所用程序的版本
seconds seconds 用时；每次运行不同
worker text 由哪个进程处理；每次运行不同
"""),
    "forms": _columns("""
file text 文件：给出的路径；压缩包里的写作 包.zip/里面的名字
form int 文件里第几份表，从 0 数起；JSON 行文件为行号减 1
kind text 表种：department、project、targets、monitoring、rubric
title text 标题
year int 年度
unit text 单位：项目表为实施单位，没有写的取表头的部门（单位）
unit_code text 单位代码
department text 部门：项目表为主管部门，没有写的同单位
project text 项目名称
project_code text 项目代码
accounting_units text 所属独立核算单位个数，照写
money_unit text 金额单位，照写；没有写的按万元折算
budget money 全年预算数，年度资金总额行
execution money 全年执行数，年度资金总额行
rate ratio 执行率，按方案的公式从上面两数算出
rate_written text 执行率，照写
total points 总分，表上的数
total_written text 总分，照写
total_computed points 各项得分相加的总分
total_low points 按方案重算的总分，最低
total_high points 按方案重算的总分，最高
total_status text 总分一行的结论：agrees 相符、differs 不符、not_evaluable 无法核算
review points 审定总分，表上的数
grade text 等级：表上写的；没有写的按方案从总分得出
grade_written text 等级，照写
layout text 版式编号
scheme text 计分方案编号
scheme_version text 方案文件（连同它继承的）内容的摘要
scheme_why text 为什么用这个方案
rows int 指标行数
rows_evaluated int 核算得出的指标行数
checks_run int 做了几条检查
errors int 错误条数，不计已有说明的
warnings int 警告条数
infos int 提示条数
engine text 检查所用程序的版本
"""),
    "funds": _columns(
        _ROW
        + """
source text 资金来源
total bool 是否年度资金总额行
budget money 全年预算数
execution money 全年执行数
transfer money 上级财政转移支付
initial_budget money 年初预算数
budget_written text 全年预算数，照写
execution_written text 全年执行数，照写
transfer_written text 上级财政转移支付，照写
initial_budget_written text 年初预算数，照写
rate_written text 执行率，照写
weight points 分值
score points 得分
reason text 原因
"""
    ),
    "goals": _columns(
        _ROW
        + """
term text annual 年度、long 长期
expected text 预期目标
actual text 完成情况
weight_written text 目标自己的分值，照写
"""
    ),
    "indicators": _columns(
        _ROW
        + """
level1 text 一级指标，照写
level1_class text 一级指标归类：output、benefit、satisfaction、cost、decision、management
level2 text 二级指标，照写
level2_class text 二级指标归类：quantity、quality、time、cost …
name text 指标名称：目标内容，没有的取三级指标
level3 text 三级指标，照写
content text 目标内容，照写
initial_target text 年初指标值，照写
target text 目标值，照写
actual text 完成值，照写
weight points 分值
score points 得分
review_score points 审定得分
score_share ratio 得分 ÷ 分值，四舍五入到八位；分值为 0 或缺一个数的为空
weight_written text 分值，照写
score_written text 得分，照写
reason text 未完成原因
measure text 改进措施
goal int 属于第几个目标
term text annual 年度、long 长期
"""
    ),
    "lines": _columns(
        _ROW
        + """
path text 地址，如 indicators[6].score
part text execution 执行率、indicator 指标、total 总分、review 审定总分
written text 得分，照写
computed points 应得分
low points 只能划定范围时的下限；总分为重算的最低
high points 只能划定范围时的上限；总分为重算的最高
rule text 计分办法
status text agrees、differs、in_range、out_of_range、not_scored、not_evaluable
steps text 推导，各步以分号隔开
"""
    ),
    "findings": _columns(
        _ROW
        + """
id text 问题的标识，重做不变
code text 检查编号
name text 检查名称
severity text error 错误、warning 警告、info 提示
path text 地址
also text 有关的别处，逗号隔开
place text 在文件里的位置，JSON
found text 表上是
expected text 应是
message text 说明
basis text 依据
remedy text 改法
explained text 说明清单里的理由；有理由的不计数
"""
    ),
    "problems": _columns("""
file text 文件：给出的路径；压缩包里的写作 包.zip/里面的名字
form int JSON 行文件里的第几份（行号减 1）；说的是整个文件时为空
row int 在这份表（或整个文件）的问题里的次序，从 0 数起
code text 编号：unreadable、encrypted、too_large、no_form、unplaced、filler、realigned、stitched、doubtful …
message text 说明
place text 在文件里的位置，JSON
"""),
}

# What puts the rows of a table in order: the tables are sorted by it, and two rows never agree in it.
KEYS: dict[str, tuple[str, ...]] = {
    table: tuple(name for name in ("file", "form", "row") if name in [column.name for column in columns])
    for table, columns in TABLES.items()
}


def names(table: str) -> list[str]:
    """The columns of a table, in order."""
    return [column.name for column in TABLES[table]]
