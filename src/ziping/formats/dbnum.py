"""Chinese numerals of Excel number formats: ``[DBNum1]`` 一百二十三, ``[DBNum2]`` 壹佰贰拾叁, ``[DBNum3]`` full-width digits.

A number under General is spelled with its units, one under places (``0``) digit by digit; in a date the year is spelled digit by digit,
the month and the day as they are spoken (十二月).
"""

__all__ = ["digits", "in_date", "spelled"]

_DIGITS = {1: "〇一二三四五六七八九", 2: "零壹贰叁肆伍陆柒捌玖", 3: "０１２３４５６７８９"}
_TENS = {1: ("", "十", "百", "千"), 2: ("", "拾", "佰", "仟"), 3: ("", "十", "百", "千")}
_MYRIADS = ("", "万", "亿", "万亿", "亿亿")


def digits(text: str, kind: int) -> str:
    """Every digit of a shown number as a numeral: ``'95.50'`` → ``'九五.五〇'``."""
    return text.translate({ord(str(i)): char for i, char in enumerate(_DIGITS[kind])})


def spelled(shown: str, kind: int) -> str:
    """A shown number with its units: ``'1010.5'`` → ``'一千〇一十.五'``; digit by digit where it has an exponent or too many places."""
    whole, point, rest = shown.partition(".")
    if not whole.isdigit() or len(whole) > 4 * len(_MYRIADS):
        return digits(shown, kind)
    return _whole(int(whole), kind) + point + digits(rest, kind)


def in_date(letter: str, shown: str, kind: int) -> str:
    """A part of a date, named by its letter in the format: ``'y', '2025'`` → ``'二〇二五'``, ``'d', '12'`` → ``'十二'``."""
    if not shown.isdigit() or letter in "ye":
        return digits(shown, kind)
    out = _whole(int(shown), kind)
    one, ten = _DIGITS[kind][1], _TENS[kind][1]
    return out.removeprefix(one) if kind == 1 and out.startswith(one + ten) else out


def _whole(value: int, kind: int) -> str:
    zero, tens = _DIGITS[kind][0], _TENS[kind]
    if not value:
        return zero
    out, gap = "", False
    for myriad in range(len(_MYRIADS) - 1, -1, -1):
        group = value // 10_000**myriad % 10_000
        if not group:
            gap = gap or bool(out)
            continue
        for place in (3, 2, 1, 0):
            digit = group // 10**place % 10
            if digit:
                out += (zero if gap else "") + _DIGITS[kind][digit] + tens[place]
            gap = (gap or bool(out)) if not digit else False
        out += _MYRIADS[myriad]
        gap = False
    return out
