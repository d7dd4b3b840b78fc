from collections.abc import Iterator

from ziping.checks.base import Check, Exam, Hit, Sign
from ziping.checks.vocabulary import mentions
from ziping.text import bare
from ziping.values import Grade, State, Trend

check = Check(
    code="VX101",
    covers=("D01",),
    waits=Sign.TARGET_IN_WORDS,
    severity="info",
    basis="practice",
    message="{at}写作「{found}」，其中「{word}」没有数，也没有档次，达到与否无从判断。",
    remedy="请改写成能核对的目标值，例如一个数、一个日期或一件做成与否的事。",
)


@check
def vague_target(exam: Exam) -> Iterator[Hit]:
    """目标值用语含糊，没有可核对的内容。

    查什么  目标值只有「有效」「明显」「进一步提升」一类的话，没有数、日期或档次。
    为何    目标说不清，完成值和得分就无从核对。
    不查    写明了数、日期、档次或具体成果的；同比、较上年一类没有写幅度的（另有检查）；分值为 0 的行。
    """
    for row in exam.aiming_at(State, Trend, Grade):
        vague = isinstance(row.target, State) or (isinstance(row.target, Trend) and row.target.amount is None and row.target.base is None)
        text = row.indicator.target
        vague = vague or isinstance(row.target, Grade) and mentions(row.name, "vague", "graded") is None
        if not vague or text is None or mentions(text, "vague", "spared") or any(c.isdigit() for c in bare(text)):
            continue
        word = mentions(text, "vague", "words")
        if word is not None:
            yield check.at(f"{row.path}.target", found=text, word=word)
