"""Draws hunan-by-nature.xlsx with openpyxl: money by nature of income and of spending, side by side, name and amount in one cell."""

from pathlib import Path

from openpyxl import Workbook

ROWS = [
    ["部门整体支出绩效自评表"],
    ["（2022年度）"],
    ["部门名称", None, "清溪县司法局"],
    ["年度预算申请（万元）", None, None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    [None, "年度资金总额", None, "860.00", "900.00", "882.00", "10", "98.00%", "9.80"],
    [None, "按收入性质分：", None, None, None, "按支出性质分："],
    [None, "其中：一般公共预算：880.00", None, None, None, "其中：基本支出：640.00"],
    [None, "政府性基金拨款：", None, None, None, "项目支出：260.00"],
    [None, "其他资金：20.00"],
    ["年度总体目标", "预期目标", None, None, None, "实际完成情况"],
    [None, "办理法律援助案件320件，人民调解成功率98%以上。", None, None, None, "办理法律援助案件326件，人民调解成功率98.6%。"],
    ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"],
    [None, "产出指标", "数量指标", "办理法律援助案件数", "≥320件", "326件", "30", "30"],
    [None, None, "质量指标", "人民调解成功率", "≥98%", "98.6%", "20", "20"],
    [None, "效益指标", "社会效益指标", "为群众挽回经济损失", "≥500万元", "530万元", "30", "30"],
    [None, "满意度指标", "服务对象满意度指标", "受援人满意度", "≥95%", "95%", "10", "10"],
    ["总分", None, None, None, None, None, "100", "99.80"],
    ["填表人：李禾　　　　联系电话：0731-5550166　　　　单位负责人：王小溪"],
]
MERGED = ["A1:I1", "A2:I2", "A3:B3", "C3:I3", "A4:A9", "B4:C4", "B5:C5", "B6:E6", "F6:I6", "B7:E7", "F7:I7", "B8:E8", "F8:I8", "B9:E9", "F9:I9",
          "A10:A11", "B10:E10", "F10:I10", "B11:E11", "F11:I11", "A12:A16", "B13:B14", "A17:F17", "A18:I18"]  # fmt: skip


def main() -> None:
    book = Workbook()
    page = book.active
    for row in ROWS:
        page.append(row)
    for area in MERGED:
        page.merge_cells(area)
    book.save(Path(__file__).with_name("hunan-by-nature.xlsx"))


if __name__ == "__main__":
    main()
