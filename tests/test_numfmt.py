"""Excel number formats: stored number and format code to the text that the cell shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ziping.formats.numfmt import BUILT_IN, show, show_text


@pytest.mark.parametrize(
    ("stored", "code", "displayed"),
    [
        ("0.95", "0.00%", "95.00%"),
        ("1.08", "0%", "108%"),
        ("98.18000000000001", "", "98.18"),
        ("430112000000", "", "430112000000"),
        ("1930.54", "#,##0.00", "1,930.54"),
        ("0", "#,##0", "0"),
        ("0.5", "0", "1"),
        ("1.005", "0.00", "1.01"),
        ("-5", "0.00;(0.00)", "(5.00)"),
        ("-1234.5", "#,##0.00", "-1,234.50"),
        ("0", '0;-0;"零"', "零"),
        ("0", BUILT_IN[43], "-"),
        ("-1234.5", '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-1,234.50"),
        ("50", '0"次以上"', "50次以上"),
        ("95", "0\\%", "95%"),
        ("100", 'G/通用格式"人"', "100人"),
        ("12345", '0!.0,"万"', "1.2万"),
        ("1234", "[$¥-804]#,##0.00", "¥1,234.00"),
        ("5", "[Red]0.0", "5.0"),
        ("2025", "[DBNum1][$-804]0", "二〇二五"),
        ("1010.5", "[DBNum1][$-804]General", "一千〇一十.五"),
        ("98001000", "[DBNum2][$-804]G/通用格式", "玖仟捌佰万壹仟"),
        ("320000000", '[DBNum2][$-804]General"元整"', "叁亿贰仟万元整"),
        ("-0.05", "[DBNum1]0%", "-五%"),
        ("0", "[DBNum2]General", "零"),
        ("45726", '[DBNum1][$-804]yyyy"年"m"月"d"日";@', "二〇二五年三月十日"),
        ("46022", '[DBNum1][$-804]m"月"d"日";@', "十二月三十一日"),
        ("3", '[>=5]"高";"低"', "低"),
        ("5", '[>=5]"高";"低"', "高"),
        ("8675309", "000-0000", "867-5309"),
        ("5", "0.##", "5."),
        ("12345", "0.00E+00", "1.23E+04"),
        ("0.5", "# ?/?", "1/2"),
        ("2.375", "# ?/8", "2 3/8"),
        ("2", "# ?/?", "2"),
        ("43831", BUILT_IN[14], "2020/1/1"),
        ("43831", BUILT_IN[57], "2020年1月"),
        ("43831", BUILT_IN[58], "1月1日"),
        ("43831", 'yyyy"年"m"月"d"日";@', "2020年1月1日"),
        ("43831", "[$-804]yyyy\\-mm\\-dd", "2020-01-01"),
        ("43831", "m/d/yyyy", "1/1/2020"),
        ("43831", "[$-F800]dddd, mmmm dd, yyyy", "2020年1月1日"),
        ("43831", "aaaa", "星期三"),
        ("43831.6041666667", "yyyy/m/d h:mm", "2020/1/1 14:30"),
        ("0.604166666666667", BUILT_IN[55], "下午2时30分"),
        ("1.5", "[h]:mm:ss", "36:00:00"),
        ("0.000694444444444444", "mm:ss", "01:00"),
        ("60", "yyyy-mm-dd", "1900-02-29"),
        ("-1", "yyyy-mm-dd", "-1"),
        ("5", "@", "5"),
        ("1e999", "0.00", "1e999"),
        ("不是数", "0.00", "不是数"),
        ("7", "0" * 400, "7"),
    ],
)
def test_数字格式(stored: str, code: str, displayed: str) -> None:
    assert show(stored, code) == displayed


@given(
    st.decimals(-(10**12), 10**12, places=2, allow_nan=False),
    st.sampled_from(["0.00", "#,##0.00", "0.00_);(0.00)", "0.00%", "0.0E+0", "# ?/?", "yyyy"]),
)
def test_任何数任何格式都有结果(value: object, code: str) -> None:
    assert show(str(value), code) != ""


@given(st.text(alphabet='0#?.,%;"[]\\_*@yMdhs/E+-<>=A ', max_size=30), st.decimals(-(10**9), 10**9, places=3, allow_nan=False))
def test_写坏的格式代码也不出错(code: str, value: object) -> None:
    assert isinstance(show(str(value), code), str) and show_text("文字", code) is not None


@given(st.integers(0, 10**14), st.integers(0, 3))
def test_定点格式与写法一致(number: int, places: int) -> None:
    written = f"{number // 10**places}.{number % 10**places:0{places}d}" if places else str(number)
    assert show(written, "0." + "0" * places if places else "0") == written


def test_文字格式给文字加后缀() -> None:
    assert show_text("5", '@"个"') == "5个"


def test_数字格式不改文字() -> None:
    assert show_text("95%以上", "0.00;-0.00") == "95%以上"
