"""`headline-mismatch`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk import (
    Article,
    Bad,
    Default,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Kind,
    Meta,
    NoOptions,
    Related,
    Rule,
    Safety,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.structure.shared.numbers import COUNT, value_of

__all__ = ["HeadlineMismatch"]

_ABOVE = (Kind.HEADLINE, Kind.DECK, Kind.CAPTION)
#: What happens to people, and how many: each in all its forms.
_FATES = (
    "killed kill kills killing dead die dies died deaths",
    "injured injures injure injuring injuries wounded wounds wound wounding hurt hurts hurting",
    "arrested arrests arrest arresting detained detains detain detaining",
    "missing",
    "rescued rescues rescue rescuing saved",
    "drowned drown drowns drowning",
    "charged",
    "jailed imprisoned",
    "evacuated evacuates evacuate evacuating",
    "hospitalized hospitalised",
    "kidnapped abducted kidnaps abducts",
)
_FATE = {form: index for index, forms in enumerate(_FATES) for form in forms.split()}
_FORMS = "|".join(sorted(_FATE, key=len, reverse=True))
_WHO = (
    r"people|persons|men|women|children|boys|girls|passengers|others|soldiers|students|workers|migrants|civilians"
    r"|officers|fishermen|sailors|miners|tourists|climbers|protesters|suspects|crew|residents|patients|firefighters"
)
_IS = r"were|are|was|is|have been|had been|feared|reported"
_UNIT = r"years?|days?|weeks?|months?|hours?|minutes?|times|miles|km|kilomet\w+|meters|metres"
#: Strings, which `re` compiles on first use.
_COUNTED = (
    rf"(?i)(?P<count>{COUNT})(?: (?:more )?(?:{_WHO}))? (?:(?:{_IS}) )?(?P<fate>{_FORMS})\b",
    rf"(?i)\b(?P<fate>{_FORMS}) (?P<count>{COUNT})\b(?! (?:{_UNIT})\b)",
)
_HEDGED = lazy_pattern(
    r"(?i)\b(?:least|than|about|around|nearly|almost|some|over|up to|to|another|other|of) $"
)
_PERSON = r"(?P<who>boy|girl|man|woman|teen|teenager|child|driver|pilot|student)"
_OLD = (
    rf"(?i)(?<![\w-])(?P<age>\d{{1,3}})-year-old {_PERSON}\b",
    rf"(?i)\b{_PERSON}, (?P<age>\d{{1,3}}),",
)
_ANY_NUMBER = lazy_pattern(COUNT)
_ANY_DIGITS = lazy_pattern(r"\d+")


class HeadlineMismatch(Rule[NoOptions]):
    """Finds numbers in headlines, decks and captions that the article's body has otherwise.

    “12 killed as ferry sinks”, says the headline, written in the morning; by noon the body says 13, and
    nobody went back. The headline is what most people read, and what is shared.

    Compared are how many people were killed, injured, arrested, rescued and the like, and the age of a boy,
    girl, man or woman. A number is reported where the body gives the same fate or person one other
    number and has the headline's number nowhere, in figures or in words. “At least”, “more than”, “about” and
    sums of several numbers are left alone.

    The body's number is shown and never put in, since the body may be what is wrong. Names that are
    spelled otherwise in the headline are reported by `inconsistent-name`.

    It is off by default: it has found nothing yet in articles as they were published, so nothing has
    shown how often it is right.
    """

    meta = Meta(
        name="headline-mismatch",
        group="structure",
        since="0.2",
        summary="The {kind} says “{found}”, and the body says “{other}”.",
        severity=Severity.WARNING,
        fix=FixAvailability.SOMETIMES,
        default=Default.OFF,
        language="en",
    )
    _BODY = (
        "The ferry Galeb sank off the cape on Friday, and thirteen people were killed, the coast guard said."
    )
    examples = (
        Bad(f"# ⟦12⟧ killed as ferry sinks\n\n{_BODY}", format="markdown"),
        Bad(f"# Ferry sinks, killing ⟦12⟧\n\n{_BODY}", format="markdown"),
        Bad(f"# ⟦Twelve⟧ people die on ferry\n\n{_BODY}", format="markdown"),
        Bad(
            "# Boy, ⟦12⟧, saved from cliff\n\nA 13-year-old boy was taken off the cliff on Friday.",
            format="markdown",
        ),
        Good(f"# 13 killed as ferry sinks\n\n{_BODY}", format="markdown"),
        Good(f"# At least 12 killed as ferry sinks\n\n{_BODY}", format="markdown"),
        Good(
            f"# 12 killed as ferry sinks\n\n{_BODY} One died later, after the 12 on board.", format="markdown"
        ),
        Good(f"# 15 killed as ferry sinks\n\n{_BODY} Two more people died in hospital.", format="markdown"),
        Good(f"# Ferry sinks after 12 warnings\n\n{_BODY}", format="markdown"),
        Good(
            "# Boy, 12, saved from cliff\n\nA 13-year-old girl ran for help. The boy is twelve.",
            format="markdown",
        ),
        Good(
            "# Man, 30, saved from cliff\n\nA 29-year-old man and a 31-year-old man ran for help.",
            format="markdown",
        ),
        Good("# Three dead\n\nThe fish were dead after 4 days. Two boys and a girl died.", format="markdown"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        above = [block for block in article.prose_blocks if block.kind in _ABOVE]
        claims = [(block.kind, *claim) for block in above for claim in _claims(article, block.span)]
        if not claims:
            return
        body = [block.span for block in article.prose_blocks if block.kind.is_running]
        stands = {value for span in body for value in _numbers(article.prose_of(span))}
        said: dict[object, dict[int, Span]] = {}
        for span in body:
            for subject, value, place in _claims(article, span):
                said.setdefault(subject, {}).setdefault(value, place)
        for kind, subject, value, place in claims:
            others = said.get(subject, {})
            if value not in stands and len(others) == 1:
                (other,) = others.values()
                yield self.finding(
                    place,
                    Fix.replace(place, article.text_of(other), Safety.DISPLAY),
                    related=[Related(other, "the body")],
                    kind=kind,
                    found=article.text_of(place),
                    other=article.text_of(other),
                )


def _claims(article: Article, span: Span) -> Iterator[tuple[object, int, Span]]:
    """Each number of people with a fate, and each age: of what, how much, and where it stands."""
    prose = article.prose
    for pattern in _COUNTED:
        for match in re.compile(pattern).finditer(prose, *span):
            start = match.start("count")
            if not _HEDGED.search(prose[max(span.start, start - 12) : start]):
                yield _FATE[match["fate"].lower()], value_of(match["count"]), Span(*match.span("count"))
    for pattern in _OLD:
        for match in re.compile(pattern).finditer(prose, *span):
            yield match["who"].lower(), int(match["age"]), Span(*match.span("age"))


def _numbers(prose: str) -> Iterator[int]:
    """Every whole number of a text, in figures and in words."""
    for match in _ANY_NUMBER.finditer(prose):
        yield value_of(match[0])
    for match in _ANY_DIGITS.finditer(prose):
        yield int(match[0])
