"""The features of a line of an article: its words, its form, its place, and what stands around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import accumulate, pairwise
from pathlib import Path

from msgspec import Struct
from msgspec.structs import astuple

from copydesk import lazy_pattern

__all__ = [
    "Line",
    "Place",
    "classes_of_words",
    "cues_of",
    "echo_features",
    "form_features",
    "form_of",
    "line_of",
    "place_features",
    "places_of",
    "word_features",
]

#: The most words of a line that is looked at.
LONGEST = 60
_TOKEN = lazy_pattern(r"[^\W\d_]++(?:['’][^\W\d_]++)*+|\d++|[^\w\s]")
_WORDS = lazy_pattern(r"[^\W\d_]++(?:'[^\W\d_]++)*+")
_MONTHS_TEXT = """
january february march april june july august september october november december jan feb mar apr jun jul
aug sep sept oct nov dec
"""
_MONTHS = frozenset(_MONTHS_TEXT.split())
_DAYS_TEXT = """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
"""
_DAYS = frozenset(_DAYS_TEXT.split())
_FUNCTION_TEXT = """
a an the of in on at to for from by with as and or but nor so if that which who whom whose this these
those it its he him his she her they them their we us our you your i me my is are was were be been being
has have had do does did will would can could may might must shall should not no than then there here
when where while because about into over after before between under up out off more most some any
"""
_FUNCTION = frozenset(_FUNCTION_TEXT.split())
_PRESENT = frozenset(["is", "are", "am", "has", "have", "do", "does", "can", "will", "says", "may"])
_PAST_TEXT = """
was were had did said could would told made went took came got saw
"""
_PAST = frozenset(_PAST_TEXT.split())
_ENDINGS = ("ing", "ed", "s")
_SIGNS = "|©@/:»›•#()[]&–—$%…→*_=~+;"
_ENDS = {
    **dict.fromkeys(".…", "."),
    **dict.fromkeys("”\"’'»", "q"),
    **dict.fromkeys(")]", ")"),
    **{mark: mark for mark in "!?:,;|"},
    **dict.fromkeys("›→▶►-–—", ">"),
}
_QUOTES = "”\"’'»"
_CLOSING = ")]" + _QUOTES
_TERMINAL = frozenset(".…!?")
_STEPS = (1, 2, 3, 4, 6, 8, 12, 20, 30, 45, LONGEST)
_COARSE = (3, 8, 20, LONGEST)
#: How far from either end of the article a place counts, and how many lines on either side are near.
_EDGE, _NEAR = 6, 4
#: The longest line whose shape counts as a whole, in words and marks.
_SHAPED = 8


class Place(Struct, frozen=True):
    """Where a line stands.

    Attributes:
        form: of the line.
        before, after: the forms of the lines around it.
        above, below: how many lines, of a few.
        run: how many lines near it are short.
        shorts: how many of the whole article are.
    """

    form: str
    before: str
    after: str
    above: int
    below: int
    run: int
    shorts: str


class Form(Struct, frozen=True):
    """What a line looks like.

    Attributes:
        size: how many words it has, in steps.
        end: the kind of its last character.
        caps, loud, grey, title, digits: how many of its words are capitalised, are all capitals, are function
            words, are capitalised without these, and are numbers.
        tense: whether it has verbs of the present and of the past.
        start: the kind of its first character.
        coarse: its form, as its neighbours see it.
    """

    size: int
    end: str
    caps: str
    loud: str
    grey: str
    title: str
    digits: str
    tense: str
    start: str
    coarse: str


class _Everything:
    """Holds every word."""

    def __contains__(self, word: object) -> bool:
        return True


_EVERYTHING = _Everything()


class Line(Struct, frozen=True, dict=True, eq=False):
    """A line, and what is known of it by itself.

    Attributes:
        text: as it reads.
        size: how many words it has, 0 for more than are looked at.
        form: its length and its end, as its neighbours see them.
        is_short: whether it is as short as a label, and ends no sentence.
    """

    text: str
    size: int
    form: str
    is_short: bool

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """Its words, numbers and marks."""
        return tuple(_TOKEN.findall(self.text))

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words in lower case."""
        return frozenset(_WORDS.findall(self.text.lower().replace("’", "'")))


def line_of(text: str) -> Line:
    """A line from its text, on which white space is plain spaces."""
    size = text.count(" ") + 1
    end = text.rstrip(_CLOSING)[-1:] or text[-1:]
    quoted = text[-1:] in _QUOTES
    ended = "." if end in _TERMINAL or quoted else ":" if end == ":" else "0"
    if size > LONGEST or not end:
        return Line(text, 0, f"L{ended}", False)
    return Line(text, size, f"{_step(size, _COARSE)}{ended}", ended != "." and size <= _COARSE[1])


def places_of(lines: Sequence[Line]) -> list[Place]:
    """Where each line of an article stands, and what stands around it."""
    short = list(accumulate((line.is_short for line in lines), initial=0))
    shorts = _share(short[-1], len(lines))
    last = len(lines) - 1
    return [
        Place(
            line.form,
            lines[at - 1].form if at else "^",
            lines[at + 1].form if at < last else "$",
            min(at, _EDGE),
            min(last - at, _EDGE),
            short[min(at + _NEAR + 1, len(lines))] - short[max(at - _NEAR, 0)] - line.is_short,
            shorts,
        )
        for at, line in enumerate(lines)
    ]


def word_features(line: Line, firsts: Container[str] = _EVERYTHING) -> Iterator[str]:
    """What the words of a line are.

    Args:
        line: the line.
        firsts: the first words of the pairs that are asked for.
    """
    words = [_word(token) for token in line.tokens]
    yield from {f"w={word}" for word in words}
    yield from {f"b={one} {two}" for one, two in pairwise(words) if one in firsts}
    if words:
        yield f"f={words[0]}"
        yield f"l={words[-1]}"
    if len(words) > 2:
        yield f"f={' '.join(words[:3])}"
        yield f"l={' '.join(words[-2:])}"
    yield from _cues(words)
    if len(line.tokens) <= _SHAPED:
        yield f"shape={' '.join(map(_shape, line.tokens))}"
    yield f"opening={' '.join(map(_opening, line.tokens[:4]))}"
    yield from (f"has={sign}" for sign in _SIGNS if sign in line.text)
    if "http" in line.text or "www." in line.text or ".com" in line.text:
        yield "has=address"


def _cues(words: Sequence[str]) -> Iterator[str]:
    """The classes of words that a line has, alone, by how many, and together."""
    classes = classes_of_words()
    pairs = [f"{one}_{two}" for one, two in pairwise(words)]
    found = Counter(name for word in (*words, *pairs) for name in classes.get(word, ()))
    for name, number in found.items():
        yield f"c={name}"
        if number > 1:
            yield f"c={name},{'2' if number == 2 else '3'}"
        yield f"c={name},of {_share(number, len(words))}"
    names = sorted(found)
    yield from (f"c={one}+{two}" for i, one in enumerate(names) for two in names[i + 1 :])
    if words and words[0] in classes:
        yield from (f"c=first {name}" for name in classes[words[0]])
    if words and words[-1] in classes:
        yield from (f"c=last {name}" for name in classes[words[-1]])


def cues_of(line: Line) -> set[str]:
    """The classes of words that a line has."""
    classes = classes_of_words()
    return {name for word in line.words for name in classes.get(word, ())}


@cache
def classes_of_words() -> dict[str, tuple[str, ...]]:
    """The classes of each word that has any."""
    classes: dict[str, tuple[str, ...]] = {}
    with open(Path(__file__).with_name("cues.txt"), encoding="utf-8") as file:
        for row in file:
            name, _, words = row.rstrip("\n").partition(" ")
            if name and name != "#":
                for word in words.split():
                    classes[word] = (*classes.get(word, ()), name)
    return classes


def form_of(line: Line) -> Form:
    """What a line looks like."""
    letters = [token for token in line.tokens if token[0].isalpha()]
    content = [token for token in letters if token.lower() not in _FUNCTION]
    rest, last = letters[1:], line.text[-1]
    return Form(
        _step(line.size, _STEPS),
        _ENDS.get(last, "0" if last.isalnum() else "x"),
        _share(sum(token[0].isupper() for token in rest), len(rest)),
        _share(sum(token.isupper() and len(token) > 1 for token in letters), len(letters)),
        _share(len(letters) - len(content), len(letters)),
        _share(sum(token[0].isupper() for token in content), len(content)),
        _share(sum(token[0].isdigit() for token in line.tokens), len(line.tokens)),
        _tense(letters),
        _start(line.text[0]),
        line.form,
    )


def form_features(form: Form) -> Iterator[str]:
    """What a line looks like."""
    size, end, caps, loud, grey, title, digits, tense, start, coarse = astuple(form)
    yield f"size={size}"
    yield f"end={end}"
    yield f"caps={caps}"
    yield f"loud={loud}"
    yield f"grey={grey}"
    yield f"size,end={size},{end}"
    yield f"size,caps,end={size},{caps},{end}"
    yield f"size,grey,end={size},{grey},{end}"
    yield f"title={title}"
    yield f"size,title,end={size},{title},{end}"
    yield f"tense={tense}"
    yield f"form,tense={coarse},{tense}"
    yield f"start={start}"
    yield f"digits={digits}"


def place_features(place: Place) -> Iterator[str]:
    """Where a line stands and what stands around it."""
    form, before, after, above, below, run, shorts = astuple(place)
    yield f"above={above}"
    yield f"below={below}"
    yield f"form,above={form},{above}"
    yield f"form,below={form},{below}"
    yield f"before={before}"
    yield f"after={after}"
    yield f"form,before={form},{before}"
    yield f"form,after={form},{after}"
    yield f"around={before},{form},{after}"
    yield f"run={run}"
    yield f"form,run={form},{run}"
    yield f"shorts={shorts}"
    yield f"form,shorts={form},{shorts}"


def echo_features(line: Line, repeats: Mapping[str, int], vocabulary: Mapping[str, int]) -> Iterator[str]:
    """Whether a line and its words stand elsewhere in the article.

    Args:
        line: the line.
        repeats: how often the text of each line stands in the article.
        vocabulary: how often each word stands in the article, as it is written.
    """
    if (times := repeats[line.text]) > 1:
        yield f"repeated={_step(line.size, _COARSE)}"
        yield f"repeated={_step(line.size, _COARSE)},{'2' if times == 2 else '3'}"
    names, common = _echo(line, vocabulary)
    yield f"names={names}"
    yield f"echo={common}"
    yield f"form,names={line.form},{names}"
    yield f"form,echo={line.form},{common}"


def _echo(line: Line, vocabulary: Mapping[str, int]) -> tuple[str, str]:
    """How many of a line's names, and of its other long words, stand elsewhere in the article."""
    here = Counter(token for token in line.tokens if token[0].isalpha())
    names = [word for word in here if word[0].isupper() and len(word) > 2 and word.lower() not in _FUNCTION]
    others = [word for word in here if word[0].islower() and len(word) > 4]
    found = [sum(vocabulary.get(word, 0) > here[word] for word in words) for words in (names, others)]
    return tuple(  # type: ignore[return-value]
        _share(number, len(words)) if words else "-"
        for number, words in zip(found, (names, others), strict=True)
    )


def _word(token: str) -> str:
    if token[0].isdigit():
        return "#" * min(len(token), 5)
    lower = token.lower().replace("’", "'")
    return "<month>" if lower in _MONTHS else "<day>" if lower in _DAYS else lower


def _shape(token: str) -> str:
    if token[0].isdigit():
        return "#" * min(len(token), 5)
    if not token[0].isalpha():
        return token
    if token.lower() in _FUNCTION:
        return "f" if token[0].islower() else "F"
    return "a" if token[0].islower() else "AA" if token.isupper() and len(token) > 1 else "Aa"


def _opening(token: str) -> str:
    """The shape of one of the first words, with the ending of a verb."""
    shape = _shape(token)
    if shape == "a":
        return next((f"a-{ending}" for ending in _ENDINGS if token.endswith(ending)), "a")
    return f"f-{token.lower()}" if shape.lower() == "f" else shape


def _tense(words: Sequence[str]) -> str:
    """Whether a line has verbs of the present and of the past."""
    lower = {word.lower() for word in words}
    present = bool(lower & _PRESENT) or any(word.endswith("ing") for word in lower)
    past = bool(lower & _PAST) or any(word.endswith("ed") for word in lower)
    return f"{present:d}{past:d}"


def _start(first: str) -> str:
    return (
        "A" if first.isupper() else "a" if first.islower() else "#" if first.isdigit()
        else "q" if first in "“\"‘'«" else "(" if first in "([" else "x"
    )  # fmt: skip


def _step(number: int, steps: Sequence[int]) -> int:
    return next((step for step in steps if number <= step), steps[-1])


def _share(part: int, whole: int) -> str:
    """A share in five steps: none, few, some, many, all."""
    if not part:
        return "0"
    return "1" if part == whole else "few" if 4 * part <= whole else "some" if 2 * part <= whole else "many"
