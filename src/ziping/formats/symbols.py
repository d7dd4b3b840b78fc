"""Characters of symbol fonts: Word's 插入符号 stores a font name and a code, and the text itself holds nothing.

Only what is seen on forms: comparison signs, check marks, boxes, a few arrows and stars. An unknown one becomes ``□`` so that a
person sees that something stands there.
"""

__all__ = ["SYMBOL_FONTS", "symbol", "symbols"]

SYMBOL_FONTS = ("Wingdings", "Webdings", "Symbol")  # how their names begin

_GREEK = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
_SYMBOL = {
    **{code: chr(code) for code in range(0x20, 0x40)},  # digits and most signs are themselves
    **{first + i: char for first, letters in zip((0x41, 0x61), _GREEK, strict=True) for i, char in enumerate(letters)},
    0x2D: "−", 0x5B: "[", 0x5D: "]", 0x5F: "_", 0x7B: "{", 0x7C: "|", 0x7D: "}", 0x7E: "~", 0xA3: "≤", 0xB3: "≥", 0xB9: "≠", 0xBB: "≈", 0xB1: "±", 0xB4: "×", 0xB8: "÷",
    0xB7: "•", 0xA5: "∞", 0xB0: "°", 0xD6: "√", 0xAE: "→", 0xAC: "←", 0xAD: "↑", 0xAF: "↓", 0xE5: "∑", 0xA2: "′", 0xB2: "″",
}  # fmt: skip
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "□", 0x72: "□", 0xA1: "○", 0xA8: "□", 0xAB: "★", 0xFB: "✗", 0xFC: "✓",
    0xFD: "☒", 0xFE: "☑", 0x78: "☒", 0x76: "❖", 0xD8: "➢", 0xE0: "→", 0xDF: "←", 0xE1: "↑", 0xE2: "↓", 0x9F: "•",
}  # fmt: skip
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□", 0x2A: "□", 0x97: "●", 0x98: "●"}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}


def symbol(font: str, char: str) -> str:
    """The character that ``font`` shows for the hexadecimal code ``char``, with or without the F000 that symbol fonts add.

    >>> symbol("Symbol", "F0B3"), symbol("Wingdings 2", "52"), symbol("宋体", "221A")
    ('≥', '☑', '√')
    """
    try:
        return _shown(font, int(char, 16))
    except ValueError:
        return "□"


def symbols(text: str, font: str) -> str:
    """Letters typed in a symbol font, as the page shows them: ``symbols("R", "Wingdings 2")`` → ``'☑'``."""
    return "".join(char if char.isspace() else _shown(font, ord(char)) for char in text)


def _shown(font: str, code: int) -> str:
    low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    known = _FONTS.get(font.strip().lower())
    if known is not None and low < 0x100:
        return known.get(low, "□")
    return "□" if 0xE000 <= code <= 0xF8FF or 0xD800 <= code <= 0xDFFF or not 0x20 <= code < 0x110000 else chr(code)
