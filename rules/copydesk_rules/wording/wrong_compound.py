"""`wrong-compound`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated

import msgspec

from copydesk import (
    MASK,
    Article,
    Bad,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    Rule,
    Span,
    lazy_pattern,
)
from copydesk_rules.wording.lexicon import common_words
from copydesk_rules.wording.shared.phrasal import phrasal_slips
from copydesk_rules.wording.slips import targets

__all__ = ["WrongCompound"]


def _listed(words: str, separator: str = " ") -> frozenset[str]:
    return frozenset(words.split(separator))


_FOLDER = Path(__file__).parent
#: What no word stands directly behind, or before.
_BEFORE, _AFTER = frozenset("@#/.-’'_\\"), frozenset("@/-_\\")
_HYPHENED = lazy_pattern(r"-(?<=[a-z]{2}-)[a-z]{3,}(?![\w@/’'-])")
_FIRST = lazy_pattern(r"(?<![\w@#/.’'-])[A-Za-z][a-z]+\Z")
#: Prefixes and small words, before which a hyphen is a matter of style or of sense ("re-cover", "co-
#: operate").
_PREFIXES = _listed(
    "ab ad after all any arch be bi by co counter cross de dis down eco en ex extra for fore half hyper "
    "im in infra inter intra mega meta micro mid mini mis mono multi neo no non off on one out over para "
    "photo poly post pre pro pseudo re self semi sub super sur tele to trans tri ultra un under up vice "
    "well"
)
_PARTICLES = _listed("away back by down in off on out over up")
#: The logarithm of how often a word that never has a hyphen stands in a million words.
_FREQUENT = 1.0
_NEAR = 24
#: “The town where as a child he worked” has two words.
_AS_A = lazy_pattern(r" (?:an?|part|soon|many|much|well|early|late)\b")
#: Nouns that are verbs in two words: their particles, each with the verbs.
_NOUNS = {
    "up": "back|break|build|check|clean|line|mark|pick|round|set|sign|start|warm",
    "in": "log|sign",
    "on": "log|sign",
    "out": "burn|buy|check|drop|lay|log|pay|phase|roll|sign|work",
    "off": "kick|lay|log|pay|sign|take",
    "down": "break|count|crack|shut|slow",
    "over": "make|take",
    "back": "fall|pay|play|set",
}
_NOUN = "|".join(f"(?:{verbs}){particle}" for particle, verbs in _NOUNS.items())
_ONE_WORD = frozenset(verb + particle for particle, verbs in _NOUNS.items() for verb in verbs.split("|"))
_OBJECT = (
    "an?|the|your|my|our|their|his|her|its|this|these|that|those|all|any|some|each|every|it|them|us|everything|multiple|"
    "new|one|two|more"
)
_MODAL = (
    "can|can’t|can't|cannot|could|will|would|should|must|may|might|didn’t|didn't|don’t|don't|to|you|we|they"
)
#: How far from the word on either side the pattern looks at most, and some more.
_MODAL_LENGTH, _OBJECT_LENGTH = 10, 30
_VERB = lazy_pattern(
    rf"(?<![\w’'-])(?i:{_MODAL}) (?P<noun>{_NOUN})(?= (?:{_OBJECT})\b)"
    rf"|(?<![\w’'-])(?i:{_MODAL}) (?P<entry>log(?:in|on|out)|signup)"
    r"(?= (?:to|with|for|via|from|using|as|again)\b|[.,;:!?](?:\s|\Z))"
)
#: What a verb follows.
_BEFORE_VERB = lazy_pattern(
    rf"(?<![\w’'-])(?i:{_MODAL}|and|or|then|please|i)(?: (?:also|not|then|always|just|only))? \Z"
)
_PARTICLE = lazy_pattern("(?:up|in|on|out|off|down|over|back)\\Z")
#: Verbs that are nouns in one word: their particles, each with the verbs.
_VERBS = {
    "up": "back|break|build|check|clean|line|make|mark|pick|round|set|start",
    "down": "break|count|crack|shut|slow",
    "off": "kick|lay|pay|stand|take|trade",
    "back": "set|draw|come",
    "out": "buy|burn|drop|lay|pay|roll",
    "over": "take",
}
_TWO_WORDS = tuple((verb, particle) for particle, verbs in _VERBS.items() for verb in verbs.split("|"))
#: Such verbs where a noun stands.
_TWO = lazy_pattern(
    rf"(?<![\w’'-])(?i:an?|another|every|the|this) (?P<verb>{'|'.join(map(' '.join, _TWO_WORDS))})"
    r"(?= (?:of|is|was|has|will)\b|[.,;:!?](?:\s|\Z))"
)


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `wrong-compound`."""

    allow: Annotated[
        frozenset[str], msgspec.Meta(description="Compounds that are right as the house writes them.")
    ] = frozenset()


class WrongCompound(Rule[Options]):
    """Finds a compound in the wrong form: *sea food*, *self respect*, *anti-body*, *to setup*.

    Which compounds are written in one word is known from much text: *seafood* stands in it hundreds of
    times, *sea food* never. Small words are among them (*where as*, *them selves*, *there fore*), and nouns
    with *self-*, which have a hyphen.

    Where the part of speech decides, the words around it tell: *you can login to it*, *we setup the
    stage* and *you can sign-up for it* have a verb, in two words, *a back up is made* has a noun, in one; it
    opens *every day*, and that is *everyday* life.

    Left alone are what is written either way (*web site*, *health care*, *start-up*), prefixes that some set
    apart (*co-operate*, *re-enter*), names, and two words that only stand side by side (*may be*, *every
    day*).

    The fix writes the compound as it should be; it isn't safe, as only a person knows what was meant.
    """

    meta = Meta(
        name="wrong-compound",
        group="wording",
        since="0.2",
        summary="“{found}” should be “{wanted}”{reason}.",
        fix=FixAvailability.ALWAYS,
        language="en",
        yields_to=("misspelling", "split-word"),
    )
    examples = (
        Bad("They ate ⟦sea food⟧ by the sea.", fixed="They ate seafood by the sea."),
        Bad(
            "⟦Earth quakes⟧ are rare, ⟦where as⟧ fog is not.",
            fixed="Earthquakes are rare, whereas fog is not.",
        ),
        Bad("It is a matter of ⟦self respect⟧.", fixed="It is a matter of self-respect."),
        Bad("An ⟦anti-body⟧ was found in the blood.", fixed="An antibody was found in the blood."),
        Bad(
            "We had ⟦to setup⟧ the stage.".replace("⟦to setup⟧", "to ⟦setup⟧"),
            fixed="We had to set up the stage.",
        ),
        Bad("You can ⟦sign-up⟧ for the course.", fixed="You can sign up for the course."),
        Bad("The dam was ⟦shutdown⟧ in May.", fixed="The dam was shut down in May."),
        Bad(
            "It opens ⟦everyday⟧ at nine, in ⟦every day⟧ life.",
            fixed="It opens every day at nine, in everyday life.",
        ),
        Bad("It ⟦maybe⟧ that ⟦any one⟧ can come.", fixed="It may be that anyone can come."),
        Bad("You can ⟦login⟧ to the site.", fixed="You can log in to the site."),
        Bad("A ⟦back up⟧ is made at night.", fixed="A backup is made at night."),
        Bad("The ⟦break up⟧ of the ice began.", fixed="The breakup of the ice began."),
        Good("The setup is new. They set up the stage, and the login page too; they back up the files."),
        Good("It may be so every day; health care and web sites. The Sea Food Company is theirs."),
        Good("They can also check lists; they log on and check list after list."),
        Good("We co-operate, re-enter, and email the start-up."),
        Good("The way up is long, and the back door is open. He walked up a hill to check in on them."),
        Good("Ask for sea food.", options={"allow": ["sea food"]}),
        Good("It is the town where as a child he worked."),
        Good("See `sea food`.", format="markdown"),
    )

    @cached_property
    def _allowed(self) -> frozenset[str]:
        return self.options.allow | {word.lower() for word in self.house.words}

    def check(self, article: Article) -> Iterator[Finding]:
        yield from self._report(article, _open(article), "")
        yield from self._report(article, _with_hyphen(article), "")
        yield from self._report(article, _as_verbs(article), " as a verb")
        for span, wanted, reason in phrasal_slips(article):
            yield from self._report(article, [(span, wanted)], reason)
        prose = article.prose
        for match in _TWO.finditer(prose) if _may_have_two(article) else ():
            yield from self._report(
                article, [(Span(*match.span("verb")), match["verb"].replace(" ", ""))], " as a noun"
            )

    def _report(
        self, article: Article, found: Iterator[tuple[Span, str]] | list[tuple[Span, str]], reason: str
    ) -> Iterator[Finding]:
        for span, wanted in found:
            text = article.text_of(span)
            if text.lower() not in self._allowed:
                fix = Fix.replace(span, wanted)
                yield self.finding(span, fix, repeat=text.lower(), found=text, wanted=wanted, reason=reason)


def _as_verbs(article: Article) -> Iterator[tuple[Span, str]]:
    """The verbs in one word. They are looked for from the word on, which few articles have."""
    prose = article.prose
    for noun in _ONE_WORD & article.vocabulary.keys():
        at = prose.find(noun)
        while at >= 0:
            span = Span(at, at + len(noun))
            around = _VERB.finditer(prose, max(0, at - _MODAL_LENGTH), span.end + _OBJECT_LENGTH)
            particle = _PARTICLE.search(noun)
            if particle is not None and any(
                match.end() == span.end and noun in (match["noun"], match["entry"]) for match in around
            ):
                yield span, f"{noun[: particle.start()]} {particle[0]}"
            at = prose.find(noun, span.end)


def _may_have_two(article: Article) -> bool:
    """Whether one of the verbs in two words stands anywhere in the article."""
    words, prose = article.vocabulary, article.prose
    return any(
        verb in words and particle in words and f"{verb} {particle}" in prose for verb, particle in _TWO_WORDS
    )


def _open(article: Article) -> Iterator[tuple[Span, str]]:
    """The compounds in two words that are written otherwise."""
    words, prose, compounds = article.vocabulary, article.prose, _compounds()
    for first in compounds.keys() & words.keys():
        for second, wanted in compounds[first].items():
            if second in words:
                places = _places(prose, f"{first} {second}", wanted)
                if wanted == "whereas":
                    places = (place for place in places if not _AS_A.match(prose, place[0].end))
                verb = f"{first}ing" in common_words()
                yield from (place for place in places if not (verb and _is_told_to_do(prose, place[0].start)))


def _is_told_to_do(prose: str, at: int) -> bool:
    """Whether a verb belongs at a place: “they can also check lists”."""
    return _BEFORE_VERB.search(prose, max(0, at - _NEAR), at) is not None


def _places(prose: str, pair: str, wanted: str) -> Iterator[tuple[Span, str]]:
    start = prose.find(pair)
    while start >= 0:
        end = start + len(pair)
        before, after = prose[start - 1 : start], prose[end : end + 1]
        if not (
            before.isalnum()
            or after.isalnum()
            or before in _BEFORE
            or after in _AFTER
            or MASK in before + after
        ):
            yield Span(start, end), wanted
        start = prose.find(pair, end)


def _with_hyphen(article: Article) -> Iterator[tuple[Span, str]]:
    """The words with a hyphen that hardly ever have one."""
    if "-" not in article.characters:
        return
    prose = article.prose
    for match in _HYPHENED.finditer(prose):
        first = _FIRST.search(prose, max(0, match.start() - _NEAR), match.start())
        if first is None or first[0].lower() in _PREFIXES or match[0][1:] in _PARTICLES:
            continue
        wanted = first[0] + match[0][1:]
        if (
            targets().get(wanted.lower(), -9) >= _FREQUENT
            and f"{first[0]}{match[0]}".lower() not in _hyphened()
        ):
            yield Span(first.start(), match.end()), wanted


@cache
def _compounds() -> dict[str, dict[str, str]]:
    """What is not written in two words: the first, with each second, and how both are written."""
    found = {}
    for line in (_FOLDER / "compounds.txt").read_text(encoding="utf-8").splitlines():
        lower, *seconds = line.split()
        for first in (lower, lower.capitalize()):
            found[first.rstrip("-")] = {second: first + second for second in seconds}
    return found


@cache
def _hyphened() -> frozenset[str]:
    """The words that are written with a hyphen or in one."""
    return frozenset((_FOLDER / "hyphened.txt").read_text(encoding="utf-8").split())
