"""What is set off by a comma on either side, and has only the first: states, years, ages; and *however*."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from copydesk import Article, Span, lazy_pattern
from copydesk_rules.names.shared.mentions import is_known_name
from copydesk_rules.punctuation.shared.clauses import is_finite
from copydesk_rules.punctuation.shared.running import occurrences, words

__all__ = [
    "ages",
    "aliases",
    "appositions",
    "conjunctive_adverbs",
    "examples",
    "names",
    "opening_adverbs",
    "places",
    "tags",
    "years",
]

_REACH = 80
#: A town or county behind a preposition, or a county with its article.
_TOWN = lazy_pattern(
    r"(?:\b(?:in|of|from|at|near|to|outside|for|around|by|through) (?:[A-Z][\w’'-]+ ){0,2}[A-Z][\w’'-]+"
    r"|\b(?:the|a) (?:[A-Z][\w’'-]+ ){1,2}(?:County|Parish|City)), \Z"
)
#: What goes on with the sentence behind a state.
_GOES_ON = lazy_pattern(
    r" (?:in|on|at|for|with|to|by|from|during|after|before|when|where|who|which|since|until|as|last|this"
    r"|today|yesterday|whose|because|while|(?P<other>[a-z]+))\b"
)
_COUNTY = lazy_pattern(r"(?:County|Parish|City), \Z")
#: Towns that these are no part of: months, and what a sentence begins with.
_NO_TOWN = lazy_pattern(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Europe"
    r"|Africa"
    r"|Asia|Congress|Parliament|America|North|South|East|West|Northern|Southern|Western|Eastern|Central)\b"
)
_MONTHS = (
    *(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
    ),
    *("December", "Jan", "Feb", "Aug", "Sept", "Oct", "Nov", "Dec"),
)
_YEAR = lazy_pattern(r", (?:1[5-9]|20)\d\d(?= (?!(?:and|or|to|through|until|till|at|by|but|per)\b)[a-z]+)")
_DAY = lazy_pattern(r"(?<![\w’'/-])(?P<month>[A-Z][a-z]+)\.? \d{1,2}\Z")
#: Before a date that describes what follows, or one that is a label.
_DESCRIBED = lazy_pattern(
    r"(?i)(?:\b(?:the|an?|this|that|its|his|her|their|our|your|my|each)|[’']s|s[’'])(?: [a-z-]+)? \Z"
)
_SENTENCE = lazy_pattern(r"[a-z]{2,}\b[^.\n]*[a-z]")
_AGE = lazy_pattern(
    r" (?P<age>[1-9]\d)(?P<comma>,?) (?:of|from|who|was|told|said|says|has|had|is|lives|pleaded"
    r"|died) (?=[\w“])"
)
_AGED = lazy_pattern(r"\b[A-Z][a-z]+ (?:[A-Z]\. )?(?P<last>[A-Z][a-z’'-]+)(?P<gap>,?)\Z")
_CLAUSE = (
    r"(?:it|he|she|they|we|you|I|that) (?:is|are|was|were|has|have|had|will|would|can|could|may|might|must"
    r"|should|do|does|did|also|isn|doesn|didn|don|won|wasn|aren)\b"
)
_SUBJECT = rf"(?:(?:the|this|these|those|there|my|our|your|their|its|an?|any)\b|{_CLAUSE})"
_BEHIND_CONJUNCTIVE = lazy_pattern(
    rf" {_SUBJECT}(?:[^,.;:\n]{{0,300}}[.!;]"
    rf"|[^,.;:\n]{{0,60}}\b(?:has|is|are|was|were|will|would|hasn|isn|doesn"
    rf"|didn)\b)"
)
_BEHIND_ADVERB = lazy_pattern(
    rf" (?:{_SUBJECT}|(?:he|she|they|we) [a-z]+|(?:when|if|since|although|because|while)"
    r" (?:the|this|it|they|you|we)\b)[ ’']"
)
#: A person's name, and a clause about them that belongs to none other.
_PERSON = lazy_pattern(
    r"(?:[.!?,;] |\b[a-z]{2,} )(?P<name>(?P<first>[A-Z][a-z]+) (?:[A-Z]\. )?[A-Z][a-z’'-]+) \Z"
)
_ALIAS = lazy_pattern(
    r"\b(?P<name>(?P<first>[A-Z][a-z]+) (?:[A-Z]\. )?[A-Z][a-z’'-]+) (?:better|also|otherwise|formerly) \Z"
)
_SAID = frozenset(["said", "says", "told", "added", "recalled"])
_APPOSITION = lazy_pattern(
    r"(?:\A|\n|[.!?,] )(?:[Hh]is|[Hh]er|[Tt]heir|[Mm]y|[Oo]ur|[A-Z][\w-]+[’']s) (?:[a-z]+ )?"
    r"(?:sister|brother|mother|father|wife|husband|son|daughter|lawyer|attorney|spokesman|spokeswoman"
    r"|spokesperson"
    r"|agent|manager|coach|owner|neighbou?r|friend|cousin|uncle|aunt|partner|boss|widow|teacher|assistant"
    r"|deputy"
    r"|president|director|chairman|chief|mayor), [A-Z][a-z]+ [A-Z][\w’'-]+ \Z"
)
#: “It was Ana Hale who won”.
_CLEFT = lazy_pattern(r"(?i)\bit(?:[’']s| is| was| will be| has been)\b")
_NO_NAME = lazy_pattern(
    r"(?:\b(?:not|the|an?|like|was|is|it’s|it's|only|be|another|other|every|all|those|and|or"
    r"|as|than) |[’'](?:s|re) )\Z"
)
_WHO = lazy_pattern(
    r" (?:is|was|has|had|will|died|lives|lived|works|worked|leads|led|plays|played|came|said|says) "
)
#: “However you look at it, …”
_HOWEVER = lazy_pattern(r" (?:you|they|we|it|he|she|I) [^.?!\n]{0,300},")
_OPENS = lazy_pattern(r"(?:\A|\n|[.!?]”? )\Z")
_ASKED = lazy_pattern(
    r"(?<=[a-z]) (?P<tag>(?:isn|aren|doesn|don|didn|wasn|weren|won|can|couldn|wouldn|shouldn|hasn|haven)[’']t"
    r" (?:it|he|she|they|you|we|I))\?"
)
_RIGHT = lazy_pattern(r"(?<=[a-z]) right\?")
#: A statement that a question may be tagged to.
_STATES = lazy_pattern(
    r"(?:So |But |And |Well )?(?:[Ii]t|[Tt]his|[Tt]hat|[Tt]hey|[Ww]e|[Yy]ou|[Hh]e|[Ss]he|I|[Tt]he)\b"
)
#: What “right” may belong to.
_WITH_RIGHT = lazy_pattern(
    r"(?i)\b(?:is|are|was|were|be|been|not|all|that|this|it|just|so|quite|exactly|feels?|looks?|sounds?"
    r"|seems?|gets?|got"
    r"|do|does|did|done|makes?|goes?|going|went|turn|the|an?|my|his|her|your|our|their|far|hard|to|on|from"
    r"|of|human|civil"
    r"|them|him|you|things?|something|anything|nothing|everything|always|being|am|prove[dn]?|about|in"
    r"|totally|completely)"
    r" ?\Z"
)
_EXAMPLE = lazy_pattern(
    r"(?<= )(?:by|of|in|with|from|to|can|could|may|might|will|would|should|must) (?P<aside>for (?:example"
    r"|instance))(?= [a-z])"
)
_NO_STATEMENT = lazy_pattern(
    r"(?i)\b(?:who|what|when|where|why|how|which|if|and|or|but|so|then|do|does|did|is|are|can|will|could"
    r"|would) ?\Z"
)
_ASKS = lazy_pattern(r"(?i)(?:who|what|when|where|why|how|which)\b")


@cache
def _states() -> frozenset[str]:
    lines = Path(__file__).with_name("places.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


@cache
def _states_by_first_word() -> dict[str, list[str]]:
    """The states, by the first word of each as the vocabulary of an article has it; longer ones first."""
    found: dict[str, list[str]] = {}
    for state in sorted(_states(), key=len, reverse=True):
        found.setdefault(state.split(" ")[0].split(".")[0], []).append(state)
    return found


def places(article: Article) -> Iterator[int]:
    """Behind which states a comma is missing: “in Reno, Nevada on Friday”."""
    prose, known = article.prose, _states_by_first_word()
    for word in known.keys() & article.vocabulary.keys():
        for at in occurrences(prose, word):
            if prose[at - 2 : at] != ", ":
                continue
            state = next((state for state in known[word] if prose.startswith(state, at)), None)
            if state is None:
                continue
            end = at + len(state)
            town = _TOWN.search(prose, max(prose.rfind("\n", max(0, at - _REACH), at) + 1, at - _REACH), at)
            goes_on = _GOES_ON.match(prose, end)
            if town is None or goes_on is None or _NO_TOWN.search(town[0]):
                continue
            is_county = _COUNTY.search(town[0]) is not None
            other = goes_on["other"]
            if other is not None and not (is_county and not is_finite(other) and other not in ("and", "or")):
                continue
            if any(known_state in town[0] for known_state in _states()):
                continue
            yield end


def years(article: Article) -> Iterator[int]:
    """Behind which years of a date a comma is missing: “On July 4, 2019 the bridge”."""
    if not any(month in article.vocabulary for month in _MONTHS):
        return
    prose = article.prose
    for match in _YEAR.finditer(prose):
        date = _DAY.search(prose, max(0, match.start() - 16), match.start())
        block = article.block_at(match.start())
        if date is None or date["month"] not in _MONTHS or block is None:
            continue
        start = date.start()
        if _DESCRIBED.search(prose, max(block.start, start - 24), start):
            continue
        before = prose[max(block.start, start - _REACH) : start]
        is_sentence = prose[block.end - 1] in '.!?”"' and len(block.span) > _REACH
        if (
            is_sentence
            and (before[:1].isupper() or _SENTENCE.search(before))
            and not before.rstrip().endswith(",")
        ):
            yield match.end()


def ages(article: Article) -> Iterator[int]:
    """Before or behind which ages a comma is missing: “Ana Hale 31, of Hope”."""
    prose = article.prose
    for match in _AGE.finditer(prose):
        name = _AGED.search(prose, max(0, match.start() - 40), match.start())
        if name and name["last"] not in _MONTHS and bool(name["gap"]) is not bool(match["comma"]):
            yield match.end("comma") if name["gap"] else name.end("last")


def conjunctive_adverbs(article: Article) -> Iterator[int]:
    """Behind which *however* between two sentences a comma is missing; before it one may stand."""
    prose = article.prose
    if "however" in article.vocabulary:
        for at in occurrences(prose, "however"):
            end = at + len("however")
            if prose[at - 2 : at] in (", ", "; ") and _BEHIND_CONJUNCTIVE.match(prose, end):
                yield end


def opening_adverbs(article: Article) -> Iterator[int]:
    """Behind which adverbs that open a sentence a comma is missing: “For example the bridge”."""
    prose = article.prose
    for phrase in words("sentence_adverbs"):
        opener = phrase.replace("_", " ")
        first = opener.split(" ")[0]
        if first not in article.vocabulary:
            continue
        for at in occurrences(prose, opener):
            end = at + len(opener)
            if opener == "However" and _HOWEVER.match(prose, end):
                continue
            if _OPENS.search(prose, max(0, at - 3), at) and _BEHIND_ADVERB.match(prose, end):
                yield end


def tags(article: Article) -> Iterator[int]:
    """Before which tags a comma is missing: “It is cold isn’t it?”"""
    prose = article.prose
    if "?" not in article.characters:
        return
    for match in _RIGHT.finditer(prose):
        said = _statement_before(prose, match.start())
        if said.count(" ") >= 2 and _STATES.match(said) and not _WITH_RIGHT.search(said):
            yield match.start()
    for match in _ASKED.finditer(prose):
        said = _statement_before(prose, match.start())
        if said.count(" ") >= 2 and not _ASKS.match(said) and not _NO_STATEMENT.search(said):
            yield match.start()


def _statement_before(prose: str, end: int) -> str:
    """What stands between the mark before a place and the place."""
    start = max(prose.rfind(mark, max(0, end - 200), end) for mark in '.?!,;:—\n“"')
    return prose[start + 1 : end].strip()


def examples(article: Article) -> Iterator[Span]:
    """Where *for example* in mid-clause has no comma on either side: “by for example closing the gate”."""
    if "for" in article.vocabulary and not {"example", "instance"}.isdisjoint(article.vocabulary):
        for match in _EXAMPLE.finditer(article.prose):
            yield Span(*match.span("aside"))


def aliases(article: Article) -> Iterator[int]:
    """Behind which names a comma is missing before another: “Ana Hale better known as Bo”."""
    prose = article.prose
    if "known" in article.vocabulary:
        for at in occurrences(prose, "known as"):
            name = _ALIAS.search(prose, max(0, at - _REACH), at)
            if name:
                yield name.end("name")


def appositions(article: Article) -> Iterator[int]:
    """Behind which names in apposition the second comma is missing: “His sister, Emma Hale said”."""
    prose = article.prose
    for verb in _SAID & article.vocabulary.keys():
        for at in occurrences(prose, verb):
            if _APPOSITION.search(prose, max(0, at - _REACH), at):
                yield at - 1


def names(article: Article) -> Iterator[int]:
    """Behind which names of persons a comma is missing: “she met Ana Hale who is the mayor”."""
    prose = article.prose
    if "who" not in article.vocabulary:
        return
    for at in occurrences(prose, "who"):
        if prose[at - 1 : at] != " " or not _WHO.match(prose, at + 3):
            continue
        low = max(prose.rfind("\n", max(0, at - _REACH), at) + 1, at - _REACH)
        person = _PERSON.search(prose, low, at)
        if (
            person
            and is_known_name(person["first"])
            and not _NO_NAME.search(prose, low, person.start("name"))
            and not _CLEFT.search(prose, low, person.start("name"))
        ):
            yield at - 1
