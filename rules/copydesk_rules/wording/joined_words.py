"""`joined-words`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Annotated

import msgspec

from copydesk import Article, Bad, Finding, Fix, FixAvailability, Good, Meta, Rule, lazy_pattern
from copydesk_rules.wording.lexicon import (
    common_words,
    is_mostly_strange,
    is_word,
    places_in_text,
    strange_words,
)
from copydesk_rules.wording.slips import is_attested

__all__ = ["JoinedWords"]

#: Words that begin no compounds, so that one with another word behind it without a space is two words.
_FIRST = (
    "also|and|are|because|been|before|but|can|could|does|each|every|for|from|had|has|have|his|into|its|may|might|must|"
    "of|our|shall|should|such|than|that|the|their|them|then|there|these|they|this|those|to|very|was|were|what|when|"
    "where|which|while|who|will|with|would"
)
#: Words that end none, the shorter ones only behind a long word.
_LAST = (
    "also|and|are|because|been|before|but|could|does|each|every|for|from|had|has|have|his|into|its|may|might|must|of|our|"
    "should|such|than|that|the|their|them|then|there|these|they|this|those|to|upon|very|was|were|what|when|which|"
    "who|with|would|you|your"
)
_SHORT_LAST = "an|as|at|be|in|is|on"
_BEHIND = 6
#: Words that begin no compound with one of those that end none: "itis", "wehave".
_LITTLE = "he|if|in|is|it|on|she|so|we|you"
#: What begins compounds too, but not before the commonest words: "infact", "interms".
_LOOSE = "as|at|in|it|no|on"
_LOOSE_RANK = 700
#: How common the other word is at least; how many letters it has.
_RANK = 8_000
_SHORTEST = 4
#: Behind a genus, a word is the name of a species.
_GENUS = lazy_pattern(r"\b[A-Z]\. \Z")
_NEAR = 5
#: Two words of so many letters each and together make no compound in one.
_LONG, _LONG_BOTH = 6, 15
#: The rank of what is in no term.
_COMMONEST = 60
#: First parts of technical terms, however long.
_PREFIX = "counter|hyper|inter|macro|micro|multi|photo|pseudo|remote|super|trans|under|video"
#: Words of programming languages.
_KEYWORDS = frozenset({"alignof", "instanceof", "nameof", "offsetof", "sizeof", "typeof"})


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `joined-words`."""

    allow: Annotated[frozenset[str], msgspec.Meta(description="Words that are right, in lower case.")] = (
        frozenset()
    )


class JoinedWords(Rule[Options]):
    """Finds two words without a space between: *formedical students*, *he was willingto go*.

    A word that no dictionary has is cut where two common words come out. One of them must be a word that
    makes no compounds (*the*, *for*, *which*, *to*), or both must be long (*officerexperience*): English has
    too many compounds (*fanbase*, *firewalk*) for short words to tell anything. *Alot* and *infact* are
    found too.

    Left alone are what the article writes twice (but for the smallest words), names, hashtags, handles and
    addresses (*thestreet.com*), and code.

    The fix puts the space in; it isn't safe, as only a person knows what was meant.
    """

    meta = Meta(
        name="joined-words",
        group="wording",
        since="0.1",
        summary="“{found}” may be two words, “{words}”.",
        fix=FixAvailability.ALWAYS,
        language="en",
        confidence=0.95,
    )
    examples = (
        Bad("It is news ⟦formedical⟧ people.", fixed="It is news for medical people."),
        Bad(
            "He was ⟦willingto⟧ go, and kept ⟦ofthe⟧ past.",
            fixed="He was willing to go, and kept of the past.",
        ),
        Bad("More ⟦officerexperience⟧ is planned.", fixed="More officer experience is planned."),
        Bad(
            "There is ⟦alot⟧ of fog; ⟦infact⟧, nothing else.",
            fixed="There is a lot of fog; in fact, nothing else.",
        ),
        Good("A playthrough with strikethrough is on youtube, with a checkin by wechat."),
        Good("Its fanbase likes to firewalk, and the datasphere is systemwide."),
        Good("See thestreet.example, #ofthepeople, @willingto or shop/formedical."),
        Good("The list is readonly, its styles are inlined, and nethers is a word of theirs."),
        Good("Set `formedical` to one.", format="markdown"),
        Bad("He came ⟦ofthe⟧ sea, and went ⟦ofthe⟧ land.", fixed="He came of the sea, and went of the land."),
        Good("An officerexperience is a fish; the officerexperience eats moss."),
        Good("They sang “feelin’ fine”. He said “willingto” where he meant two words."),
        Good("The cone shell C. generalis is small."),
        Good("An instanceof check fails, and so do typeof and sizeof."),
        Good("We work inhouse.", options={"allow": ["inhouse"]}),
    )

    @cached_property
    def _allowed(self) -> frozenset[str]:
        return self.options.allow | {word.lower() for word in self.house.words}

    def check(self, article: Article) -> Iterator[Finding]:
        if is_mostly_strange(article):
            return
        for word, forms in article.derive(strange_words).items():
            if word not in forms or word in self._allowed or word in _KEYWORDS:
                continue
            words = _cut(word)
            if words is None or not (_is_sure(words) or (forms == {word: 1} and not is_attested(word))):
                continue
            for span in places_in_text(article, word):
                if _GENUS.search(article.prose, max(0, span.start - _NEAR), span.start):
                    continue
                yield self.finding(span, Fix.replace(span, words), repeat=word, found=word, words=words)


def _is_sure(words: str) -> bool:
    """Whether two words are no term, however often they stand in one: the commonest of all is one of them."""
    return min(common_words()[word] for word in words.split()) <= _COMMONEST


def _cut(word: str) -> str | None:
    """The two words that a word was, or None."""
    if word == "alot":
        return "a lot"
    if word.endswith("in") and is_word(word + "g"):
        return None
    cuts = ((word[:at], word[at:]) for at in range(2, len(word) - 1))
    ranks = common_words()
    likely = [
        (ranks[left] * ranks[right], f"{left} {right}")
        for left, right in cuts
        if left in ranks and right in ranks and _are_two(left, right, ranks)
    ]
    return min(likely)[1] if likely else None


def _are_two(left: str, right: str, ranks: Mapping[str, int]) -> bool:
    """Whether two common words make no compound."""
    first, last = left in _words(_FIRST), right in _words(_LAST) or right in _words(_SHORT_LAST)
    if last and (first or left in _words(_LITTLE)):
        return True
    if left in _words(_LOOSE) and len(right) >= _SHORTEST and ranks[right] <= _LOOSE_RANK:
        return True
    if first and len(right) >= _SHORTEST and ranks[right] <= _RANK:
        return True
    least = _BEHIND if right in _words(_SHORT_LAST) else _SHORTEST
    if last and len(left) >= least and ranks[left] <= _RANK:
        return True
    return (
        min(len(left), len(right)) >= _LONG
        and len(left) + len(right) >= _LONG_BOTH
        and max(ranks[left], ranks[right]) <= 2 * _RANK
        and left not in _words(_PREFIX)
    )


@cache
def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split("|"))
