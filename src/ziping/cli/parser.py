"""The arguments of every command, in Chinese, with errors that say how to mend the call."""

import argparse
import re
import sys
from typing import NoReturn

__all__ = ["build"]

_ENGLISH = (
    (re.compile(r"the following arguments are required: (.+)"), r"缺少参数：\1"),
    (re.compile(r"unrecognized arguments: (.+)"), r"不认识的参数：\1"),
    (re.compile(r"argument (\S+): expected one argument"), r"\1 后面要跟一个值"),
    (re.compile(r"argument (\S+): expected at least one argument"), r"\1 后面至少要跟一个值"),
    (re.compile(r"argument .*: invalid choice: '([^']*)' \(choose from (.+)\)"), r"没有「\1」；可用的有 \2"),
    (re.compile(r"argument (\S+): not allowed with argument (\S+)"), r"\1 不能与 \2 同用"),
    (re.compile(r"argument (\S+): (.+)"), r"\1：\2"),
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """argparse with Chinese help and errors."""

    def __init__(self, *args: object, **options: object) -> None:
        options.setdefault("formatter_class", _Formatter)
        options["add_help"] = False
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这页说明")

    def error(self, message: str) -> NoReturn:
        for pattern, words in _ENGLISH:
            if pattern.fullmatch(message):
                message = pattern.sub(words, message)
                break
        print(f"ziping：{message}。用 {self.prog} --help 查看用法", file=sys.stderr)
        raise SystemExit(2)


def _examining(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scheme", metavar="方案", help="指定计分方案的编号（见 ziping schemes）")
    parser.add_argument("--region", metavar="区划", help="六位行政区划代码，如 430112；缺省为全国")
    parser.add_argument("--on", metavar="日期", help="按哪一天的方案，如 2024-04-30；缺省为表上年度的次年 4 月 30 日")
    parser.add_argument("--data", metavar="目录", help="本单位自己的方案、词表和检查程度所在目录")


def _beside(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--against",
        metavar="文件",
        action="append",
        help="摆在旁边对照的表：批复的绩效目标申报表、监控表、往年的自评表，或放这些表的文件夹；可写几次，是哪一种由表自己说",
    )
    parser.add_argument(
        "--register", metavar="名单", help="批复的项目名单（xlsx、csv …），栏目按名称认：项目名称、项目代码、单位、主管部门、预算数、年度"
    )


def _files(parser: argparse.ArgumentParser, *, many: bool) -> None:
    parser.add_argument("file", metavar="文件", nargs="+" if many else None, help="自评表文件；- 表示标准输入")
    parser.add_argument("--type", metavar="格式", help="文件的格式（docx、xlsx、html、text、json …），只在自动识别不对时用")


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"「{text}」应是 1 以上的整数")
    return int(text)


def build() -> argparse.ArgumentParser:
    """The whole parser."""
    parser = _Parser(prog="ziping", description="ziping 自评：读取、核算、检查预算绩效自评表。", epilog="例：ziping check 自评表.docx")
    parser.add_argument("--version", action="store_true", help="显示版本")
    commands = parser.add_subparsers(prog="ziping", dest="command", metavar="命令", title="命令", parser_class=_Parser)

    check = commands.add_parser("check", help="检查：读取、核算，列出每个问题")
    _files(check, many=True)
    _examining(check)
    check.add_argument("--json", action="store_true", help="输出 JSON")
    check.add_argument("--html", metavar="文件", help="另写一份网页报告")
    check.add_argument("--annotate", metavar="文件", help="另写一份批注本：原件（docx、xlsx、pdf）里每个问题一条批注，其余不动")
    check.add_argument("--opinion", metavar="文件", help="另写审核意见书，每份表一份，如 意见书.docx")
    check.add_argument("--select", metavar="编号", help="只做这些检查，逗号分隔，如 SC110,MN")
    check.add_argument("--ignore", metavar="编号", help="不做这些检查，逗号分隔")
    _beside(check)
    check.add_argument("--baseline", metavar="文件", help="上一次 ziping check --json 的结果：标明每个问题是新增、仍在还是已改正")
    check.add_argument("--explained", metavar="文件", help="说明清单：已有正当理由的问题照列，但不计数")
    check.add_argument("--force", action="store_true", help="允许覆盖已有的报告文件")

    read = commands.add_parser("read", help="读取：按原样列出表上的内容")
    _files(read, many=True)
    read.add_argument("--json", action="store_true", help="输出 JSON")

    score = commands.add_parser("score", help="核算：逐行列出应得分与推导")
    _files(score, many=False)
    _examining(score)
    score.add_argument("--json", action="store_true", help="输出 JSON")

    convert = commands.add_parser("convert", help="转换：写成官方版式的 docx、xlsx、pdf、html 或 json")
    _files(convert, many=False)
    convert.add_argument("out", metavar="输出", help="输出文件，由扩展名决定格式")
    convert.add_argument("--layout", metavar="版式", help="用哪种版式（见 ziping layouts）；缺省为原表的版式")
    convert.add_argument("--force", action="store_true", help="允许覆盖已有的输出文件")

    fix = commands.add_parser("fix", help="改正：改掉能够确定的错处（合计、执行率、符号、网页标签 …），逐处列出；得分一律不动")
    _files(fix, many=False)
    fix.add_argument("out", metavar="输出", help="输出文件；与原件同为 docx、xlsx 或 json 时只改那几格，其余格式写成官方版式")
    _examining(fix)
    fix.add_argument("--json", action="store_true", help="改动清单输出 JSON")
    fix.add_argument("--force", action="store_true", help="允许覆盖已有的输出文件")

    blank = commands.add_parser("blank", help="空表：写出一种版式的空白表")
    blank.add_argument("layout", metavar="版式", help="版式编号（见 ziping layouts）")
    blank.add_argument("out", metavar="输出", help="输出文件，由扩展名决定格式")
    blank.add_argument("--force", action="store_true", help="允许覆盖已有的输出文件")

    explain = commands.add_parser("explain", help="说明：一条检查查什么、为何、不查什么")
    explain.add_argument("code", metavar="编号", nargs="?", help="检查编号，如 SC110（也可用目录号 E10 或名称）")
    explain.add_argument("--list", action="store_true", help="列出全部检查")

    schemes = commands.add_parser("schemes", help="方案：有哪些计分方案，某地某日用哪个、为什么")
    schemes.add_argument("id", metavar="方案", nargs="?", help="方案编号：列出它的每个数和出处；甲+乙 是把乙叠加在甲上")
    schemes.add_argument("--new", metavar="编号", help="写出一份带说明的方案样子，供本单位修改（写在 --data 的文件夹里，缺省为当前文件夹）")
    schemes.add_argument("--on", metavar="日期", help="哪一天")
    schemes.add_argument("--region", metavar="区划", help="六位行政区划代码")
    schemes.add_argument("--kind", metavar="表种", choices=("department", "project", "targets", "monitoring", "rubric"), help="表种")
    schemes.add_argument("--data", metavar="目录", help="本单位自己的方案与词表所在目录")
    schemes.add_argument("--json", action="store_true", help="输出 JSON")

    value = commands.add_parser("value", help="指标值：一个目标值怎样理解，与完成值比较结果如何")
    value.add_argument("text", metavar="目标值", help="如 50次以上")
    value.add_argument("actual", metavar="完成值", nargs="?", help="如 48次")
    value.add_argument("--data", metavar="目录", help="本单位自己的词表所在目录")
    value.add_argument("--json", action="store_true", help="输出 JSON")

    batch = commands.add_parser("batch", help="批量：检查一个文件夹、压缩包或清单里的全部表，留下数据表和汇总表；中断了再运行就接着做")
    batch.add_argument(
        "paths", metavar="路径", nargs="+", help="文件夹、文件、压缩包（.zip）、通配（*.docx）、JSON 行（.jsonl），或 @清单.txt"
    )
    batch.add_argument("--out", metavar="目录", required=True, help="结果放在哪个文件夹")
    _examining(batch)
    batch.add_argument("--select", metavar="编号", help="只做这些检查，逗号分隔，如 SC110,MN")
    batch.add_argument("--ignore", metavar="编号", help="不做这些检查，逗号分隔")
    _beside(batch)
    batch.add_argument("--explained", metavar="文件", help="说明清单：已有正当理由的问题照列，但不计数")
    batch.add_argument("--workers", metavar="个数", type=_positive, help="几个进程同时做；缺省为本机的核数")
    batch.add_argument("--scheduler", metavar="地址", help="交给另一个 Dask 调度程序，如 tcp://127.0.0.1:8786；它要看得到同样的文件")
    batch.add_argument("--force", action="store_true", help="不管那个文件夹里以前的结果，从头再做")

    stats = commands.add_parser("stats", help="统计：批量检查的结果按单位、部门、年度、方案、指标、检查各是多少")
    stats.add_argument("dir", metavar="目录", help="ziping batch --out 用的文件夹")
    stats.add_argument("--xlsx", metavar="文件", help="Excel 写到哪里；缺省为该文件夹里的 stats.xlsx")
    stats.add_argument("--html", metavar="文件", help="网页写到哪里；缺省为该文件夹里的 stats.html")
    stats.add_argument("--json", action="store_true", help="输出 JSON，不写文件")
    stats.add_argument("--force", action="store_true", help="允许覆盖 --xlsx、--html 指的文件")

    layouts = commands.add_parser("layouts", help="版式：有哪些官方版式")
    layouts.add_argument("--json", action="store_true", help="输出 JSON")

    schema = commands.add_parser("schema", help="JSON Schema：表单与检查结果的结构")
    schema.add_argument("--of", choices=("form", "result"), default="form", help="form 表单（缺省）或 result 检查结果")

    demo = commands.add_parser("demo", help="演示：一个虚构的县，两个批次，各环节的表，在浏览器里打开")
    demo.add_argument("--load-only", action="store_true", help="只准备数据，不启动")
    serve = commands.add_parser("serve", help="网站：启动自评系统，供全县使用")
    for each in (demo, serve):
        each.add_argument("--host", metavar="地址", default="127.0.0.1", help="监听的地址；缺省只供本机，0.0.0.0 供局域网")
        each.add_argument("--port", metavar="端口", type=int, default=8000, help="端口；缺省 8000")
    backup = commands.add_parser("backup", help="备份：网站的全部数据和附件写成一个文件，网站可以照常运行")
    backup.add_argument("out", metavar="输出", help="备份文件，如 备份-20260301.zip")
    backup.add_argument("--force", action="store_true", help="允许覆盖已有的文件")
    restore = commands.add_parser("restore", help="恢复：用备份文件替换网站的全部数据；先停下网站")
    restore.add_argument("source", metavar="备份", help="ziping backup 写出的文件")
    restore.add_argument("--force", action="store_true", help="已有数据时也替换")
    for each, default in ((demo, "ziping-demo"), (serve, "ziping-data"), (backup, "ziping-data"), (restore, "ziping-data")):
        each.add_argument("--home", metavar="目录", help=f"数据所在目录；缺省为环境变量 ZIPING_HOME，再缺省为 {default}")

    new = commands.add_parser("new", help="新建：给贡献者生成一条检查的两个文件")
    new.add_argument("what", choices=("check",), help="check")
    new.add_argument("code", metavar="编号", help="新编号，如 SC199")
    new.add_argument("slug", metavar="名称", help="英文名称，说明毛病是什么，如 score_above_weight")
    return parser
