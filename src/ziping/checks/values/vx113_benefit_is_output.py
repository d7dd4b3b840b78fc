from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit
from ziping.checks.naming import core_name
from ziping.checks.vocabulary import vocabulary

check = Check(
    code="VX113",
    covers=("D13",),
    severity="info",
    basis="practice",
    message="{row}列在效益指标里，说的却像是事情做得怎样，而不是带来什么好处。",
    remedy="请移到产出指标，或换成受益对象得到的变化。",
)


@check
def benefit_is_output(exam: Exam) -> Iterator[Hit]:
    """效益指标其实是产出。

    查什么  一级指标是效益，名称以发放及时率、验收合格率、完成时间、培训场次一类结尾。
    为何    及时、合格、完成是产出的质量和时效，效益要看做完之后的变化。
    不查    一级指标认不得的；名称结尾不在名单里的；分值为 0 的行。
    """
    for row in exam.declared:
        name = row.name
        if row.level1 == "benefit" and core_name(name).endswith(vocabulary("naming", "output_like")):
            yield check.at(row.path, also=(f"{row.path}.level1", row.name_path), found=name, row=f"指标 {row.index + 1}「{name}」")
