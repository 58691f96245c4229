"""Texts that are no articles, and that each of the rules and the readers has to get through in linear time.

Each shape makes a text of about as many code points as it is told. Those here are timed once, in
tests/lint/test_hostile.py, with every rule on; a new one for a rule goes here.
"""

from __future__ import annotations

import random
from collections.abc import Callable

Shape = Callable[[int], str]

SENTENCE = "The harbour was quiet on Monday, and the ferry left for Karrow at ten with forty aboard. "


def _paragraph(i: int) -> str:
    return (
        f"Paragraph {i}: ferry {i * 7919 % 1000003} left berth {i} at ten, said Hallor{chr(97 + i % 26)}en."
    )


def runs(*pieces: str) -> Shape:
    """Each piece many times, and then the next one as often."""
    length = sum(map(len, pieces))
    return lambda n: "".join(piece * (n // length) for piece in pieces)


def _each(paragraph):
    return lambda n: "\n\n".join(paragraph(i) for i in range(n // len(paragraph(100))))


def _pyramid(mark: str):
    """Lines that begin with one mark, then two, then three: n characters in all."""
    return lambda n: "\n".join(mark * i + " a" for i in range(1, int((2 * n / len(mark)) ** 0.5)))


def _noise(n: int) -> str:
    return random.Random(7).randbytes(n).decode("latin-1")


#: What an article is not, by name; each makes a text of about n code points.
SHAPES = {
    "sentences on one line": runs(SENTENCE),
    "paragraphs": _each(_paragraph),
    "the same paragraph": runs(SENTENCE * 2 + "\n\n"),
    "nearly the same paragraph": _each(lambda i: f"{SENTENCE * 3} Boat {i}."),
    "one word": runs("a"),
    "NULs": runs("\0"),
    "spaces within": lambda n: "a" + " " * n + "b",
    "newlines": runs(" \n"),
    "carriage returns": runs("word\r"),
    "random bytes": _noise,
    "combining marks": lambda n: "e" + "\u0301" * n,
    "noncharacters": runs("\ufffe\uffff\U0010ffff\ue000\ufffc"),
    "joined emoji": runs("\U0001f468\u200d\U0001f469\u200d\U0001f467"),
    "zero-width spaces": runs("a\u200bb "),
    "Chinese": runs("渡船在星期一离开港口。"),
    "three languages": _each(lambda i: ("Il est six heures.", "Es ist halb sieben.", "It is late.")[i % 3]),
    "addresses without an end": runs("www."),
    "opening brackets": runs("["),
    "opening and closing brackets": lambda n: "[" * (n // 2) + "]" * (n // 2),
    "half a link": runs("[a](b "),
    "opening curly quotes": lambda n: "“" * (n // 4),  # each is a finding
    "closing curly quotes": lambda n: "”" * (n // 4),
    "straight quotes": runs('a "b '),
    "apostrophes": runs(" 'a"),
    "quotations that never close": runs("“Word after word.\n\n"),
    "dots": runs(". "),
    "stars": runs("**a_ "),
    "backticks": _pyramid("`"),
    "block quotes ever deeper": _pyramid(">"),
    "lists ever deeper": _pyramid("  -"),
    "table": lambda n: "| a | b |\n| --- | --- |\n" + "| c | d |\n" * (n // 10),
    "front matter without an end": lambda n: "---\n" + "a: b\n" * (n // 5),
    "unclosed tags": runs("<div>"),
    "unclosed inline tags": runs("<b>word "),
    "angle brackets": runs("<a "),
    "unclosed attributes": runs('<a href="'),
    "unclosed comments": runs("<!--"),
    "unclosed styles": runs("<style>"),
    "a whole page": lambda n: "<!DOCTYPE html><html><body><p>" + _each(_paragraph)(n).replace("\n\n", "<p>"),
    "entities of entities": lambda n: "&" + "amp;" * (n // 4),
    "shortcodes": runs('[et_pb_section fb_built="1"] word '),
    "unclosed shortcodes": runs('[caption id="a'),
    "template braces": runs("{{"),
    "style rules": runs("a{b:c}"),
    "mojibake": runs("donâ€™t "),
    "names": _each(lambda i: f"Marit Hallor{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}en met Tom."),
    "capitals": runs("Marit "),
    "dates": runs("Monday, December 19, 2017 "),
    "pull quotes": _each(lambda i: f"“Word {i} was said.”\n\nHe told us: “Word {i} was said,” and went on."),
    "findings in one paragraph": runs("It was in in the the end of a hour. "),
    "findings in many paragraphs": runs("It was in in the end of a hour.\n\n"),
    "ignore comments": runs("<!-- copydesk-ignore repeated-word: why -->\n\n"),
}


def _pairs(text: Callable[[list[str]], str]) -> Shape:
    """Ever new words, four at a time, of which each is in four sentences."""

    def made(n: int) -> str:
        count = n // len(text(["a" * 4] * 4)) + 4
        words = ["".join(chr(97 + i // 26**k % 26) for k in range(4)) for i in range(count)]
        return " ".join(text(words[i : i + 4]) for i in range(len(words) - 4))

    return made


def _names(letters: str) -> Shape:
    """Names of so few letters that each is like many."""

    def made(n: int) -> str:
        dice = random.Random(1)
        return " and then ".join("Q" + "".join(dice.choices(letters, k=7)) for _ in range(n // 18))

    return made


def _strangers(length: int) -> Shape:
    """Words that are in no dictionary, among some that are."""

    def made(n: int) -> str:
        dice = random.Random(length)
        common = "was in the boat that was on the sea and in the fog of the day"
        count = n // (len(common) + length + 2)
        return " ".join(f"{''.join(dice.choices('aeiourstln', k=length))} {common}" for _ in range(count))

    return made


_LONG = (
    "The harbour was closed for repairs on the eighth of the month and has been since, as nobody in the town "
    "was told what would become of the boats that were in it then"
)
#: What looks to rules as if something were to come of it, in English; by format and group.
PIECES = {
    "plain": {
        "markup": (
            "[", "<", "{{", "<style>", "<style>\n", "<!-- ", "<!--;\n", "[a ", '[a "x ', "<p ", '<p "', "[[{",
            "[b]x[/b] ", "{color:b;", ".a ", "a{color:red} ", "&", "&amp;", "HTML &lt; x ", "TK ", "XXX x ",
            "lorem ipsum dolor x ", "itâ€™s ", "â€ ", "a\u200b ", "a\u200f ", "goes here ", "[INSERT ",
            "a <em>b</em> ", "[vc_row]\n\n", "@media ", "window.a = b || [\n", "(function(){",
            "Normal 0 false ", "a\u200d", "Ã", "<p>          ",
            "Share this\n\n", "Photo: A\n\n", "1 of 18. ", "A Ruiz (Getty) ", "[edit] ", "((( ", "more … ",
            "A/A A ", "Old news now here - May 3, 2021\n\n", "Read more: ", "pic.twitter.com/a ",
            "— A (@a) May ", "\u00a0 ", "a\u043e", "\u043e ", "a\u0301\u043e ", "\u0391 ", "word\u00a0word ",
        ),
        "punctuation": (
            "word , ", "word ; ", "a )", "( a", "end.The ", "a,b", "1,111", "48 hour ", "48 hour shift ",
            "end. so it was ", "[1]", "word. ", f"{_LONG}\n\n", "x  ", "2 year-",
        ),
        "quotation": (
            "“a\n\n", "a”\n\n", "“a b c d” ‘b’ ", "a'a a’a ", "… ", " ... x", ". ", "Mon ", "By ",
            "“a…b” as he said\n\n", "“ a ”", '" a " ', "‘ ", "«a ”", '"«', ' "x" ', '5" ', "“a",
            "boys’ ", "a” ",
        ),
        "repetition": ("Short line.\n\n", "the ", "A word and another, "),
        "wording": (
            "a ", "an a ", "discrete ", "too to ", "been huge amount of ", "colour color ", "it's Cuba-U.S. ",
            "they was ", "to the of a is ", "one of the local local ",
            "He new that the road would lead to the principle town, and poured over the new map. ",
            "they held the discrete new principle and led ",
        ),
    },
    "markdown": {
        "structure": (
            "on Nov. that ", "Feb 29, ", "Monday, May 3 Tuesday, May 4 ",
            "On Monday they found the body on the rocks. ", "3 men and 4 women, 5 in all ",
            "12 people: 3 men, ",
            "5% the remaining 5% ", "rose from 5 to ", "(1920–", "12 killed ", "three reasons:\n\n- a\n\n",
            "2. a\n\n3. b\n\n",
        ),
    },
}  # fmt: skip
NAMES: dict[str, Shape] = {
    "names joined and apart": _pairs(
        lambda w: f"The {w[0].title()}{w[1].title()} met {w[0].title()} {w[1].title()}."
    ),
    "words joined, apart and with a hyphen": _pairs(
        lambda w: f"some {w[0]}-{w[1]} and {w[0]} {w[1]} and {w[0]}{w[1]}"
    ),
    "abbreviations": _pairs(lambda w: f"the {w[0].upper()} met {w[1]} {w[2]} in {w[0].title()} and {w[0]}"),
    "names and addresses": _pairs(
        lambda w: f"Some https://{w[0]}.example {w[0].title()}an Airways and {w[0].title()} Airways"
    ),
    "names alike": _names("ab"),
    "names unlike": _names("abcdefghijklmnopqrstuvwxyz"),
    "a name that never ends": lambda n: f"A{'b' * n} Rex Tillerson",
    **{f"words of {length} letters that are none": _strangers(length) for length in (5, 12, 19)},
}
#: By a name for people: the format, and the shape.
ENGLISH: dict[str, tuple[str, Shape]] = {
    f"{group} {piece[:20]!r}": (format_, runs(piece))
    for format_, groups in PIECES.items()
    for group, pieces in groups.items()
    for piece in pieces
} | {name: ("plain", shape) for name, shape in NAMES.items()}
