"""`wrong-article`. How words sound is in `indefinite`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

import msgspec

from copydesk import (
    Article,
    Bad,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    Rule,
    Safety,
    Severity,
    Span,
    lazy_pattern,
    match_case,
)
from copydesk_rules.wording.shared.indefinite import article_for

__all__ = ["WrongArticle"]

_ARTICLE = lazy_pattern(r"([Aa](?<![^\s“\"‘'(\[—–…].)n?) +([“\"‘'(\[]*)([\w$£€¥][\w.,'’&/$-]*)")
#: What never follows an article: before these, “a” is a letter, or the slip is another one.
_NOT_A_NOUN = lazy_pattern(
    r"a|an|and|are|as|at|be|been|but|by|can|could|did|do|does|for|from|had|has|have|he|her|him"
    r"|his|how|i|if|in|into|is|it|its|may|me|might|must|my|nor|not|of|off|on|onto|or|our|out"
    r"|over|shall|she|should|so|than|that|the|their|them|then|there|these|they|this|those|to"
    r"|under|until|up|upon|us|was|we|were|what|when|where|which|while|who|will|with|would|you"
    r"|your|der|den|die|das|dem|des|del|el|la|le|les|los|las|il|equals|only"
    r"|otherwise|instead|either|each|any|another|uh|um|er|ah|i{2,3}|i?v|vi{1,3}|i?x",
    re.IGNORECASE,
)
#: Before a letter that stands for itself: “vitamin A”, “the letter a”, “variables a”.
_NAMES_A_LETTER = lazy_pattern(
    r"\b(?:the|this|that|each|every|an?|letters?|vowels?|vitamins?|grade|plan|type|series?|variables?|column|option|group"
    r"|section|class|level|team|hepatitis|influenza|side|point|appendix|exhibit|note|part|figure|table|size)[\s“\"‘'(]+$",
    re.IGNORECASE,
)
_SENTENCE_START = lazy_pattern(r"[\n.!?:…—–•*] *[“\"‘'(\[]*$")
_CAPITALISED_BEFORE = lazy_pattern(r"[A-ZÀ-Þ][\w'’-]*[ “\"]+$")
#: Words between which and a noun an article belongs, at the end of what stands before it.
_WANTS_ARTICLE = lazy_pattern(
    r"(?:[\n.!?:;,(—–“\"]|\b(?:about|after|against|as|at|be|been|before|being|between|but|by|for|from|give|gives|gave"
    r"|given|had|has|have|having|if|in|into|is|just|like|make|makes|made|not|of|off|on|only|onto|or|over|quite|rather"
    r"|such|than|that|through|to|under|until|upon|was|were|what|when|where|while|with|within|without)) *$",
    re.IGNORECASE,
)
_ADDRESS = lazy_pattern(r"https?:|www\.|[a-z]\w*\.[a-z]")
_LOOK_BACK = 40
_TRAILING = ".,'’&/-"
_PLURAL = lazy_pattern(r"[A-Z]?[a-z]+[^\W\dsui]s")


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `wrong-article`."""

    a: Annotated[
        frozenset[str], msgspec.Meta(description="Words that take “a”, whatever is reported otherwise.")
    ] = frozenset()
    an: Annotated[
        frozenset[str], msgspec.Meta(description="Words that take “an”, whatever is reported otherwise.")
    ] = frozenset()


class WrongArticle(Rule[Options]):
    """Finds “a” before a vowel sound, and “an” before a consonant sound.

    It is the sound that counts, not the letter: *an hour*, *a European*, *an FBI agent*, *a U.S. ship*,
    *an 11-year-old*. A wrong article is mostly left over from an edit of the word behind it.

    How words begin is known from the CMU Pronouncing Dictionary. Where speakers differ nothing is reported:
    *a/an historic*, *a/an herb*, *a/an SQL query*; nor for foreign names whose sound the spelling does not
    tell. Left alone is an “a” that is no article: a letter (*vitamin A is*), a word of another language.

    The fix is safe: it changes nothing but the article. Only where “an” may be the rest of an “and” (*salt an
    pepper*), both are offered, and neither is safe. `an = ["sql"]` sets a house style.
    """

    meta = Meta(
        name="wrong-article",
        group="wording",
        since="0.1",
        summary="“{found}” should be “{wanted}” before “{word}”.",
        severity=Severity.ERROR,
        fix=FixAvailability.ALWAYS,
        language="en",
        confidence=0.95,
    )
    examples = (
        Bad("They waited for ⟦a⟧ hour by the gate.", fixed="They waited for an hour by the gate."),
        Bad("She is ⟦an⟧ European at heart.", fixed="She is a European at heart."),
        Bad("He met ⟦a⟧ FBI agent and ⟦an⟧ U.S. envoy.", fixed="He met an FBI agent and a U.S. envoy."),
        Bad("⟦A⟧ 11-year-old won the cup.", fixed="An 11-year-old won the cup."),
        Bad("It was ⟦an⟧ “one-off”, he said.", fixed="It was a “one-off”, he said."),
        Bad("Give her ⟦an⟧ SQL prompt.", fixed="Give her a SQL prompt.", options={"a": ["sql"]}),
        Bad(
            "It cost ⟦a⟧ $8 fee, ⟦an⟧ $10 fine and ⟦an⟧ ukulele.",
            fixed="It cost an $8 fee, a $10 fine and a ukulele.",
        ),
        Good("An hour, a European, an FBI agent, a U.S. ship, an 11-year-old, a ukulele, a one-time thief."),
        Good("A NASA probe, an NBA coach, a SWAT team, an X-ray, an 18th birthday, a 1,100-mile walk."),
        Good("It was an historic day, a historic day; an herb, a herb; an SQL query, a SQL query."),
        Good("He took an Uber to the station, an Uruk vase on his knees."),
        Good("A LAN join, an FAQ, a FAQ, a SNP and an SNP; an rgba value, a stdio. Write a instead of it."),
        Good("Vitamin A is stored in the liver, and Plan A includes it. The vowel a occurs twice."),
        Good("She sang Uno a Uno, then Vuelta a Empezar."),
        Good("Cafés an der Elbe fill up by noon."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        for match in _ARTICLE.finditer(prose):
            found, opening, word = match.groups()
            wanted = self._wanted(word)
            if wanted is None or wanted == found.lower() or not _is_article(prose, match, opening, word):
                continue
            span = Span(*match.span(1))
            fixes = [Fix.replace(span, match_case(found, wanted), Safety.SAFE)]
            if found == "an" and not _WANTS_ARTICLE.search(
                prose, max(0, span.start - _LOOK_BACK), span.start
            ):
                # “Salt an pepper”: it may be half of an “and”.
                fixes = [Fix.replace(span, "a"), Fix.replace(span, "and")]
            shown = word if word[1:2] == "." else word.rstrip(_TRAILING)
            yield self.finding(span, *fixes, found=found, wanted=match_case(found, wanted), word=shown)

    def _wanted(self, word: str) -> str | None:
        key = word.rstrip(_TRAILING).lower()
        if key in self.options.a:
            return "a"
        return "an" if key in self.options.an else article_for(word)


def _is_article(prose: str, match: re.Match[str], opening: str, word: str) -> bool:
    """Whether “a” or “an” is the article here, rather than a letter, a name or a foreign word."""
    found, start = match[1], match.start()
    plain = word.rstrip(_TRAILING)
    if _NOT_A_NOUN.fullmatch(plain) or _PLURAL.fullmatch(plain) or _ADDRESS.match(word):
        return False
    before = prose[start - _LOOK_BACK : start] if start > _LOOK_BACK else "\n" + prose[:start]
    if found[0] == "A":
        return bool(_SENTENCE_START.search(before)) and not (found == "An" and plain[0].isupper())
    if _NAMES_A_LETTER.search(before):
        return False
    return not (
        plain[0].isupper() and plain[1:2].islower() and not opening and _CAPITALISED_BEFORE.search(before)
    )
