from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.exact import number

check = Check(
    code="FM153",
    severity="warning",
    basis="practice",
    message="{at}{how}。",
    remedy="请按决算和编制批复填写基础数据；没有的写 0。",
)


@check
def base_datum_blank(exam: Exam) -> Iterator[Hit]:
    """基础数据没有填写。

    查什么  评分表后附的基础数据：有名称而数空着的，有数而名称空着的，人数、金额写的不是数或是负数的。
    为何    在职人员控制率、三公经费变动率等都由它算出，缺了就无从核对。
    不查    没有基础数据的表；整表基础数据都空着的；没有单位的文字说明。
    """
    data = exam.form.base_data
    if not any(each.value for each in data):
        return
    for i, each in enumerate(data):
        path = f"base_data[{i}]"
        if each.name and each.value is None:
            yield check.at(f"{path}.value", also=(f"{path}.name",), how=f"「{each.name}」没有填写")
        elif each.value is not None and not each.name:
            yield check.at(f"{path}.name", also=(f"{path}.value",), how=f"没有填写，数是 {each.value[:20]}")
        elif each.value is not None and each.unit and ((value := number(each.value)) is None or value < 0):
            yield check.at(
                f"{path}.value",
                found=each.value,
                how=f"「{each.name}」写作「{each.value[:20]}」，{'不是一个数' if value is None else '是负数'}",
            )
