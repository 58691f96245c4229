"""`demonym-mismatch`. Countries and demonyms are from the package countryinfo: see scripts/demonyms.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from msgspec import Struct

from copydesk import (
    Article,
    Bad,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    NoOptions,
    Rule,
    Severity,
    Span,
    lazy_pattern,
)

__all__ = ["DemonymMismatch"]

_JOINT = lazy_pattern(r" (?:and|or) (?=[A-Z])")
_CAPITALISED = lazy_pattern(r"[A-Z][\w-]*(?: (?:of |the )?[A-Z][\w-]*){0,3}")
_WINDOW = 60
_MOST_WORDS = 4
#: What can only lead up to two of a kind; a comma after another country is as good.
_PAIRING = frozenset(["between", "both", ","])
_PREPOSITIONS = frozenset(
    [
        "about",
        "against",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "like",
        "of",
        "on",
        "than",
        "to",
        "via",
        "with",
    ]
)
_CONJUNCTIONS = frozenset(
    [
        "although",
        "and",
        "as",
        "because",
        "but",
        "if",
        "since",
        "that",
        "though",
        "when",
        "where",
        "whether",
        "while",
    ]
)
#: What shows that the words before it end a noun phrase, and are no adjectives of a noun to come.
_AFTER = lazy_pattern(
    r"(?P<verb> (?:do|don['’]t|have|haven['’]t|are|aren['’]t|were|weren['’]t)\b)"
    r"|(?P<auxiliary> (?:had|did|would|could|should|may|will (?:be|have|not|also))\b)"
    r"|(?P<close>[”\"’')]*(?:[.;:?!)](?!\w)| ?[–—]| --|\n|\Z))"
    r"|(?P<comma>,[”\"]? (?:according|after|and|as|because|but|including|said|that|where|which)\b)"
    r"|(?P<preposition> (?:over|for|since|after|during|from|about|against|as|is|was|has)\b)"
    r"|(?P<place> (?:in|at|on|to|by)\b)"
    r"|(?P<genitive>['’]s\b)"
)


class _Term(Struct, frozen=True):
    """What a name or a demonym stands for.

    Attributes:
        country: as it stands in running text: "the Netherlands".
        nominal: a demonym that may stand alone as a noun: it names a language, or a people ("the Swiss").
    """

    country: str
    is_demonym: bool
    nominal: bool


@cache
def _terms() -> dict[str, _Term]:
    terms: dict[str, _Term] = {}
    for line in (Path(__file__).parent / "demonyms.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            country, *demonyms = line.split("\t")
            terms[country.removeprefix("the ")] = _Term(country, False, False)
            for demonym in demonyms:
                name = demonym.rstrip("*")
                nominal = name != demonym or name.endswith(("ese", "sh", "ss"))
                terms.setdefault(name, _Term(country, True, nominal))
    return terms


class DemonymMismatch(Rule[NoOptions]):
    """A nationality stands beside a country where one noun phrase needs two of a kind.

    "Cuba and North Korean do have relations" joins a country to an adjective that has no noun: either
    "Cuba and North Korea" or "the Cuban and North Korean governments" was meant. Such a slip is left over
    from rewriting, and a spelling checker sees two good words.

    It is reported only where what follows proves that the nationality has no noun of its own: a verb, the end
    of the clause, a genitive. "China and Russian companies" and "Canada and American allies" are left
    alone: there the adjective has its noun. So are languages and peoples where they may stand alone
    ("moved to Canada and Chinese was spoken at home", "the French and Germany"), "an American", and U.S., UK
    and EU, which serve as adjectives too.

    The fix puts the country in the place of the nationality. It is not safe: the nationality may have
    been meant, and its noun lost.
    """

    meta = Meta(
        name="demonym-mismatch",
        group="wording",
        since="0.1",
        summary="“{found}” is a nationality, but “{other}” beside it is a country.",
        severity=Severity.ERROR,
        fix=FixAvailability.ALWAYS,
        language="en",
    )
    examples = (
        Bad(
            "As old allies, Laos and ⟦North Korean⟧ do have embassies in each other’s capitals.",
            fixed="As old allies, Laos and North Korea do have embassies in each other’s capitals.",
        ),
        Bad(
            "The treaty between ⟦French⟧ and Germany was signed in January.",
            fixed="The treaty between France and Germany was signed in January.",
        ),
        Bad(
            "⟦Brazilian⟧ and Argentina have agreed on a tariff for cars.",
            fixed="Brazil and Argentina have agreed on a tariff for cars.",
        ),
        Bad(
            "Ferries run from Denmark and ⟦Dutch⟧’s northern ports.",
            fixed="Ferries run from Denmark and the Netherlands’s northern ports.",
        ),
        Bad(
            "Grain is shipped to Egypt and ⟦Nigerian⟧.",
            fixed="Grain is shipped to Egypt and Nigeria.",
        ),
        Good(
            "Cuba and North Korean officials met in Havana, and Canada and American allies sent their envoys."
        ),
        Good("The U.S. and Canadian governments agreed; so did the UK and Japanese ministers."),
        Good("A firm in Ghana and an American have sued. In Spain and Portuguese waters the catch was poor."),
        Good("She moved to Canada and Chinese was spoken at home. The French and Germany disagreed."),
        Good("Flights by Air China and American are full. He was born in Cuba and American by choice."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose, terms = article.prose, _terms()
        for joint in _JOINT.finditer(prose):
            left = _last(prose[max(0, joint.start() - _WINDOW) : joint.start()])
            right = _first(prose, joint.end())
            if not left or not right or terms[left.name].is_demonym == terms[right].is_demonym:
                continue
            end = joint.end() + len(right)
            after = _AFTER.match(prose, end)
            if after is None:
                continue
            if terms[right].is_demonym:
                span, found, other = Span(joint.end(), end), right, left.name
                proven = _proves_second(after.lastgroup, left.lead, terms[found].nominal)
            else:
                span, found, other = Span(joint.start() - len(left.name), joint.start()), left.name, right
                proven = not left.has_the and _proves_first(after.lastgroup, left.lead, terms[found].nominal)
            if proven:
                yield self.finding(span, Fix.replace(span, terms[found].country), found=found, other=other)


class _Left(Struct, frozen=True):
    """The country or demonym before a conjunction.

    Attributes:
        lead: the word that leads up to it; "" where it begins a clause, "," where it goes on with a list.
        has_the: "the" stands before it.
    """

    name: str
    lead: str
    has_the: bool


def _last(head: str) -> _Left | None:
    """What the words before a conjunction end with, if it is a country or a demonym by itself."""
    words = re.split("[ \n]", head)
    for i in range(max(0, len(words) - _MOST_WORDS), len(words)):
        name = " ".join(words[i:])
        if name in _terms():
            has_the = i > 0 and words[i - 1] in ("the", "The")
            return _led(name, words[: i - has_the][-3:], has_the)
    return None


def _led(name: str, before: list[str], has_the: bool) -> _Left | None:
    lead = before[-1] if before else ""
    if lead.endswith(",") and any(" ".join(before[i:])[:-1] in _terms() for i in range(len(before))):
        return _Left(name, ",", has_the)
    if not lead[-1:].isalpha() or lead.lower() in _CONJUNCTIONS:
        return _Left(name, "", has_the)
    if lead[0].isupper() and lead.lower() not in _PAIRING | _PREPOSITIONS:
        return None  # a name goes on: "Air China"
    if lead == "of" and len(before) > 1 and before[-2][:1].isupper() and before[-2].isalpha():
        return None  # "Bank of China"
    return _Left(name, lead.lower(), has_the)


def _first(prose: str, at: int) -> str:
    """The country or demonym that the words after a conjunction begin with, or ""."""
    match = _CAPITALISED.match(prose, at)
    words = match[0].split(" ") if match else []
    names = (" ".join(words[:i]) for i in range(len(words), 0, -1))
    return next((name for name in names if name in _terms()), "")


def _proves_second(after: str | None, lead: str, nominal: bool) -> bool:
    """Whether what follows "Cuba and North Korean" proves that the demonym has no noun."""
    if after == "genitive" or lead in _PAIRING:
        return True
    if after == "place":  # "born in Cuba and American by choice"
        return False
    if not lead and after in ("verb", "auxiliary"):
        return True
    return not nominal


def _proves_first(after: str | None, lead: str, nominal: bool) -> bool:
    """Whether what follows "Brazilian and Argentina" proves that the demonym has no noun."""
    if after == "genitive":
        return False
    if lead in _PAIRING or (not lead and after == "verb"):
        return True
    return not nominal and (not lead or lead in _PREPOSITIONS)
