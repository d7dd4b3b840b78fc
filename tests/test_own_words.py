"""A bureau's own word lists (``--data DIR``): beside ours, read strictly, used by values and checks alike."""

import pytest

from ziping.checks.vocabulary import vocabulary
from ziping.cli import main
from ziping.errors import DataError
from ziping.values import Interval, parse, show
from ziping.values.own import use_words


@pytest.fixture
def own(tmp_path):
    """Writes an own word list; afterwards only ours count again."""

    def write(name, text):
        (tmp_path / "words").mkdir(exist_ok=True)
        (tmp_path / "words" / f"{name}.yml").write_text(text, encoding="utf-8")
        return tmp_path

    yield write
    use_words(None)


def test_加一个界限词(own):
    before = parse("打底50次")
    use_words(own("bounds", "- {side: prefix, means: ≥, words: {打底: practice}}\n"))
    assert show(parse("打底50次")) == "≥50次" and before != parse("打底50次")
    assert show(parse("50次以上")) == "≥50次", "自带的词照旧"
    use_words(None)
    assert parse("打底50次") == before


def test_加一个单位(own):
    use_words(own("units", "- {base: 米, units: {营造尺: 0.32}, basis: practice}\n"))
    value = parse("≥2营造尺")
    assert isinstance(value, Interval) and value.unit == "营造尺"


def test_检查用的词也能加(own):
    use_words(own("reasons", "empty: [领导要求]\n"))
    assert "领导要求" in vocabulary("reasons", "empty") and "无" in vocabulary("reasons", "empty")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("vagueness", "words: [大力]\n", "没有这种词表"),
        ("bounds", "- {side: prefix, means: ≥, words: {不少于: practice}}\n", "bounds.yml 第 1 行：「不少于」已经有了"),
        ("bounds", "- {side: before, means: ≥, words: {打底: practice}}\n", "bounds.yml 第 1 行"),
        ("bounds", "words: [打底]\n", "每行以「- 」开头"),
        ("reasons", "- 领导要求\n", "几行「键: [词, 词]」"),
        ("reasons", "empty: [领导要求]\nblank: [无]\n", "reasons.yml 第 2 行：不认识的键「blank」"),
        ("reasons", "empty: 领导要求\n", "reasons.yml 第 1 行：「empty」应写成 [词, 词]"),
    ],
)
def test_写错了说明文件_行_怎么改_而且不生效(own, name, text, says):
    with pytest.raises(DataError) as caught:
        use_words(own(name, text))
    assert says in str(caught.value)
    assert show(parse("50次以上")) == "≥50次"


def test_命令行用上自己的词(own, capsys):
    folder = own("bounds", "- {side: prefix, means: ≥, words: {打底: practice}}\n")
    assert main(["value", "打底50次", "48次", "--data", str(folder)]) == 0
    assert "未达到目标" in capsys.readouterr().out
