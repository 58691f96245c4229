"""Numbers as English articles write them: in figures, and in words up to ninety-nine."""

from __future__ import annotations

__all__ = ["COUNT", "SMALL", "value_of"]

_WORDS = (
    *(
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES = {word: value for value, word in enumerate(_WORDS)} | {t: 10 * i for i, t in enumerate(_TENS, 2)}

#: A number in words, up to ninety-nine; and that or a whole number in figures, alone: no decimal, no price.
SMALL = rf"(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_WORDS[1:10])}))?|{'|'.join(reversed(_WORDS[1:]))}"
COUNT = rf"(?<![\w.,$£€#/:+–-])(?i:\d{{1,3}}(?:,\d{{3}})+|\d{{1,6}}|{SMALL})(?![\w%°]|[-–.,:/]\w)"


def value_of(number: str) -> int:
    """The value of a number as `COUNT` finds it: "1,200" is 1200, "Forty-two" is 42.

    Raises:
        KeyError: it is no such number.
    """
    if number[0].isdigit():
        return int(number.replace(",", ""))
    tens, _, ones = number.lower().partition("-")
    return _VALUES[tens] + (_VALUES[ones] if ones else 0)
