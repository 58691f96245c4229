"""`mixed-quotes`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Annotated

import msgspec

from copydesk import (
    MASK,
    Article,
    Bad,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Kind,
    Meta,
    Quotation,
    Rule,
    Safety,
    Severity,
    Span,
    lazy_pattern,
)

__all__ = ["MixedQuotes"]

#: The families of marks: those of each that open and close, and the straight mark last.
_DOUBLE, _SINGLE = '“”„‟"', "‘’‚‛'"
_STRAIGHT = "\"'"
#: Pairs that no language quotes with: the closing mark is turned.
_TURNED = frozenset({"““", "”“", "‘‘", "’‘"})
# Both begin with a set of characters and look back at them: so they are searched for at the speed of a scan.
_APOSTROPHE = lazy_pattern(r"['’](?:(?<=[^\W\d_].)(?=[^\W\d_])|(?<=[sS].)(?=[ .,;:!?]))")
_LIKE_CODE = lazy_pattern(
    r"[(=);{}<:](?:(?<=\w\()['\")]|(?<==)(?:>| ?['\"])|(?<=\));|(?<=[;{}])$|(?<=<)/|(?<=:):)"
)
_UNSEEN = frozenset({Kind.TABLE_CELL, Kind.ALT_TEXT})
_SENTENCE = lazy_pattern(r"[.!?…][”’\"')\]]*$")
#: A word that is no name: titles and nicknames are in single marks in many houses.
_WORDS = lazy_pattern(r"[ '‘“\"](?=[^\W\d_]{4})[^\WA-ZÀ-ÞĀ\d_]")
#: What is quoted to the letter, and marks doubled to look like double ones.
#: A single token in straight single marks, which is code in an article that has code.
_TOKEN = lazy_pattern(r"'[\w-]+'")
_LITERAL = lazy_pattern(r"\w[._/=]\w|[<>{}=\\￼]|['’‘]{2}")
#: How many times as frequent a style must be for the other one to be odd.
_CLEARLY = 2


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `mixed-quotes`."""

    apostrophes: Annotated[
        bool, msgspec.Meta(description="Whether straight apostrophes among curly ones count, or the reverse.")
    ] = True
    markdown: Annotated[
        bool,
        msgspec.Meta(description="Whether straight marks among curly ones count in Markdown too."),
    ] = False
    single: Annotated[
        bool, msgspec.Meta(description="Whether ‘single’ marks among “double” ones count, and the reverse.")
    ] = True


class _Odd(msgspec.Struct, frozen=True):
    """A place that is out of style, and what would bring it in."""

    span: Span
    what: str
    edits: tuple[Edit, ...]


class MixedQuotes(Rule[Options]):
    """Finds quotation marks and apostrophes in two styles in one article.

    Straight marks among curly ones, a mark turned the wrong way (“so“) and ‘single’ marks among
    “double” ones show that a passage was pasted in from elsewhere, and let a reader wonder whether
    the difference means something. The style that the article uses most is taken for its own. There
    is one finding an article, at the first odd place; the others are listed with it, and one fix
    mends them all. It is safe where no mark stands inside somebody's quoted words.

    It leaves alone quotations within quotations, single marks in headlines, headings, captions and
    pull quotes and around titles, where many houses want them, feet and inches, code, and passages in
    another language than the article's. Curly quotation marks beside straight apostrophes, each kind
    the same throughout, are a style too. In Markdown straight marks are left alone unless `markdown`
    is set, since most site generators curl them on the page, but for one whose partner is curly. Where single
    and double marks are about as frequent, each has its own use, and neither is odd.
    """

    meta = Meta(
        name="mixed-quotes",
        group="quotation",
        since="0.1",
        summary="{what}.",
        severity=Severity.SUGGESTION,
        fix=FixAvailability.ALWAYS,
        confidence=0.96,
    )
    examples = (
        Bad(
            "“We knew,” she said. “Nobody asked.” The ⟦‘neutral’⟧ report came later.",
            fixed="“We knew,” she said. “Nobody asked.” The “neutral” report came later.",
        ),
        Bad(
            '“We knew,” she said. ⟦"⟧Nobody asked," he said. “Not once.”',
            fixed="“We knew,” she said. “Nobody asked,” he said. “Not once.”",
        ),
        Bad("“We knew,” she said. “Nobody asked.⟦“⟧", fixed="“We knew,” she said. “Nobody asked.”"),
        Bad("The mayor’s house isn’t the city⟦'⟧s.", fixed="The mayor’s house isn’t the city’s."),
        Bad(
            "‘We knew,’ she said. ‘Nobody asked.’ The ⟦“neutral”⟧ report came later.",
            fixed="‘We knew,’ she said. ‘Nobody asked.’ The ‘neutral’ report came later.",
        ),
        Good('"We knew," she said. "He called it a \'lost\' year." The boys\' team won.'),
        Good("“We knew,” she said. “He called it a ‘lost’ year.” The boys’ team won in ’98."),
        Good('The board is 5\'10" by 12". “That’s big,” she said.'),
        Good("Council ‘knew of flood risk’\n\nThe council knew, papers show. “We all did,” the mayor said."),
        Good("“That's it,” she said. “It isn't ours.”"),
        Good("‘We knew,’ she said. He called it “lost”. ‘Nobody asked.’ A “neutral” report came."),
        Good('“We knew,” she said. "Nobody asked." It wasn\'t ours; it’s not.', format="markdown"),
        Bad(
            '“We knew,” she said. “Nobody asked⟦"⟧ him.',
            fixed="“We knew,” she said. “Nobody asked” him.",
            format="markdown",
        ),
        Bad(
            "“We knew,” *she* said. “Nobody asked.” The ⟦‘neutral’⟧ report came later.",
            fixed="“We knew,” *she* said. “Nobody asked.” The “neutral” report came later.",
            format="markdown",
        ),
        Good('"It" and "this" are, and the default is \'dev\' now; set `it`.', format="markdown"),
        Good("„Wir wussten es“, sagte sie. „Niemand hat gefragt.“", language="de"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        own = _OwnText(article)
        quotations = [q for q in article.quotations if q.mark in _DOUBLE + _SINGLE and own.has(q.span.start)]
        glyphs = article.format != "markdown" or self.options.markdown
        apostrophes: list[int] = []
        if glyphs and self.options.apostrophes and "'" in prose and "’" in prose:
            marks = {at for q in quotations for at in _marks(q)}
            found = (match.start() for match in _APOSTROPHE.finditer(prose))
            apostrophes = [at for at in found if at not in marks and own.has(at)]
        styles = _Styles(prose, quotations, apostrophes, glyphs)
        levels = list(_odd_levels(article, quotations, styles)) if self.options.single else []
        leveled = {odd.span.start for odd in levels}
        yield from map(self._report, levels)
        for quotation in quotations:
            if quotation.span.start not in leveled and (odd := styles.odd_quotation(quotation)):
                yield self._report(odd)
        for at in apostrophes:
            if odd := styles.odd_apostrophe(at):
                yield self._report(odd)

    def _report(self, odd: _Odd) -> Finding:
        fix = Fix("Make the marks alike", odd.edits, Safety.SAFE)
        return self.finding(odd.span, fix, repeat="", what=odd.what)


def _marks(quotation: Quotation) -> Iterator[int]:
    if quotation.opened:
        yield quotation.span.start
    if quotation.closed:
        yield quotation.span.end - 1


class _OwnText:
    """Which places are in the article's own words, seen by its reader, in its language."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._known: dict[int, bool] = {}

    def has(self, at: int) -> bool:
        block = self._article.block_at(at)
        if block is None:
            return False
        if block.start not in self._known:
            self._known[block.start] = (
                block.kind not in _UNSEEN
                and self._article.language_of(block) == self._article.language
                and _LIKE_CODE.search(self._article.prose, *block.span) is None
            )
        return self._known[block.start]


class _Styles:
    """The styles of an article's marks: which of them is its own, and what is out of it."""

    def __init__(
        self, prose: str, quotations: Sequence[Quotation], apostrophes: Sequence[int], glyphs: bool
    ) -> None:
        self._prose = prose
        self._glyphs = glyphs
        quotes = Counter(prose[at] not in _STRAIGHT for q in quotations for at in _marks(q))
        others = Counter(prose[at] not in _STRAIGHT for at in apostrophes)
        self._curly_quotes = _prevails(quotes, quotes + others)
        self._curly_apostrophes = _prevails(others, quotes + others)
        self._pairs = Counter(
            pair for q in quotations if len(pair := self.pair(q)) == 2 and pair not in _TURNED
        )

    def pair(self, quotation: Quotation) -> str:
        """The opening and the closing mark of a quotation, as far as it has them."""
        return "".join(self._prose[at] for at in _marks(quotation))

    def own(self, family: str) -> str:
        """The pair of marks that the article uses in a family."""
        if not self._curly_quotes:
            return family[-1] * 2
        in_use = (pair for pair, _ in self._pairs.most_common() if pair[0] in family)
        return next((pair for pair in in_use if not set(pair) & set(_STRAIGHT)), family[:2])

    def odd_quotation(self, quotation: Quotation) -> _Odd | None:
        """What is wrong with the marks of a quotation, if anything is."""
        own = self.own(_DOUBLE if quotation.mark in _DOUBLE else _SINGLE)
        wanted = dict(zip((quotation.span.start, quotation.span.end - 1), own, strict=True))
        wrong = [at for at in _marks(quotation) if self._prose[at] != wanted[at]]
        if not wrong:
            return None
        found, pair = self._prose[wrong[0]], self.pair(quotation)
        if any((self._prose[at] in _STRAIGHT) != (wanted[at] in _STRAIGHT) for at in wrong):
            if not self._glyphs and not _is_uneven(pair):
                return None
            what = f"This quotation mark is {_name(found)}; most here are {_name(own)}"
        elif len(pair) == 2 and (pair in _TURNED or self._pairs[own] > _CLEARLY * self._pairs[pair]):
            what = f"This quotation is marked {pair}; the article’s marks are {own}"
        else:
            return None
        edits = tuple(Edit(Span(at, at + 1), wanted[at]) for at in wrong)
        return _Odd(Span(wrong[0], wrong[0] + 1), what, edits)

    def odd_apostrophe(self, at: int) -> _Odd | None:
        """What is wrong with an apostrophe, if anything is."""
        own = "’" if self._curly_apostrophes else "'"
        if self._prose[at] == own:
            return None
        what = f"This apostrophe is {_name(self._prose[at])}; most here are {_name(own)}"
        return _Odd(Span(at, at + 1), what, (Edit(Span(at, at + 1), own),))


def _is_uneven(pair: str) -> bool:
    """Whether a quotation opens with a curly mark and closes with a straight one, or the reverse."""
    return len(pair) == 2 and (pair[0] in _STRAIGHT) != (pair[1] in _STRAIGHT)


def _name(mark: str) -> str:
    return "straight" if mark[0] in _STRAIGHT else "curly"


def _prevails(own: Counter[bool], all_marks: Counter[bool]) -> bool:
    """Whether curly marks are the style: of one kind of mark, or where that is even, of all."""
    counts = own if max(own[True], own[False]) > _CLEARLY * min(own[True], own[False]) else all_marks
    return counts[True] >= counts[False]


def _odd_levels(article: Article, quotations: Sequence[Quotation], styles: _Styles) -> Iterator[_Odd]:
    """The quotations that are single where most are double, or the reverse."""
    broken = {article.index_at(q.span.start) for q in quotations if not (q.opened and q.closed)}
    sentences = [
        q for q in quotations if article.index_at(q.span.start) not in broken and _is_in_sentence(article, q)
    ]
    single = [q for q in sentences if q.mark in _SINGLE]
    double = [q for q in sentences if q.mark in _DOUBLE]
    few, many = sorted((single, double), key=len)
    if len(many) < _CLEARLY * len(few) or not few or (few is double and styles.own(_SINGLE) == "''"):
        return  # among straight single marks, which set off code, double ones are nothing odd
    opening, closing = tuple(styles.own(_SINGLE if few is double else _DOUBLE))
    old, new = ("double", "single") if few is double else ("single", "double")
    hosts = {outer.span for outer, inner in pairwise(article.quotations) if outer.span.covers(inner.span)}
    coded = article.format == "markdown" and MASK in article.prose
    for quotation in few:
        start, end = quotation.span
        words = article.prose_of(quotation.span)
        literal = _LITERAL.search(article.prose, start, end + 1) or (
            coded and _TOKEN.fullmatch(article.prose, start, end)
        )
        if quotation.span in hosts or literal or not _WORDS.search(words):
            continue
        shown = words if len(words) <= 40 else f"{words[:40]}…"
        edits = (Edit(Span(start, start + 1), opening), Edit(Span(end - 1, end), closing))
        yield _Odd(quotation.span, f"{shown} is in {old} quotation marks, most here are in {new} ones", edits)


def _is_in_sentence(article: Article, quotation: Quotation) -> bool:
    """Whether an outer quotation stands in a sentence of running text, not in something like a heading."""
    block = article.block_at(quotation.span.start)
    if block is None or not block.kind.is_running or article.quotation_at(quotation.span) != quotation:
        return False
    return _SENTENCE.search(article.prose, max(block.start, block.end - 5), block.end) is not None
