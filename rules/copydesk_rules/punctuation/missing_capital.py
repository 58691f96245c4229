"""`missing-capital`."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
from copydesk_rules.markup.leftover_field import errors
from copydesk_rules.punctuation.shared.running import Punctuated, words

__all__ = ["MissingCapital"]

#: The end of a sentence, and a word that no name and no abbreviation's second half begins with.
_LOWER = lazy_pattern(
    r"\. (?P<word>(?:i|it|he|she|we|they|you|this|that|these|those|there|the|a|an|my|our|his|her|their|your"
    r"|but|and|so|if|when|while|because|although|however|then|now|in|on|at|after|before|for|what|why|how"
    r"|not|no|yes)"
    r"(?:['’](?:s|re|ve|ll|d|m))?) (?=[a-z“\"])"
)
#: What stands before that end.
_LAST = lazy_pattern(
    r"(?<![\w.])(?P<last>[a-z]{3,}(?:['’][a-z]+)?|[A-Z][a-z]{3,}(?:-[A-Z][a-z]+)?)[\"”’)]?\Z"
)
_LONGEST = 80
#: Before these, the full stop may as well be one too many.
_CONNECTING = frozenset({"and", "but", "because", "while"})
_CAPITAL = lazy_pattern(r"[a-z]{2}[.!?][\"”’)]? [\"“‘(]?[A-Z]")
_MOST = 3
#: The pronoun in lower case, and what makes sure that it is no variable and no list's number.
_PRONOUN = lazy_pattern(
    r"i(?<=[a-z,.!?] i)(?=['’](?:m|ve|ll|d)\b"
    r"| (?:am|was|have|had|think|thought|will|would|can|could|did|do|don|know|knew"
    r"|want|wanted|need|love|like|liked|just|also|never|always|hope|guess|mean|believe|feel|felt|see|saw"
    r"|got|get|went|go"
    r"|look|looked|use|used|said|say|found|made|make|tried|started|should|might)\b)"
)
_SHORTENED = tuple(f"{mark}{end}" for mark in "'’" for end in ("m", "ve", "ll", "d"))
_PROPER = lazy_pattern(r"I(?<=\bI)(?=[ '’])")


class MissingCapital(Rule[NoOptions]):
    """Finds a sentence that begins in lower case, in an article whose sentences do not.

    Only a common word that sentences open with (*we*, *so*, *the*) is judged, after a full stop behind a
    whole word: a name such as *iPhone*, an abbreviation (*Acme Corp. and*, *etc. you*) and a question or cry
    within a sentence (“Why? he asked”) are right. An article whose sentences begin in lower case by choice,
    as a letter or a poem may, is left alone: at least three sentences must begin with a capital for each that
    does not.

    So is the pronoun *i* in an article that writes *I* elsewhere.

    The fix is unsafe: the full stop may be what is wrong; before *and* and the like, there is none.
    """

    meta = Meta(
        name="missing-capital",
        group="punctuation",
        since="0.1",
        summary="{what} a capital: “{right}”.",
        severity=Severity.WARNING,
        fix=FixAvailability.SOMETIMES,
        language="en",
    )
    examples = (
        Bad(
            "Rain fell. The lamp was burning. ⟦we⟧ went in. It was warm. Nobody spoke.",
            fixed="Rain fell. The lamp was burning. We went in. It was warm. Nobody spoke.",
        ),
        Bad(
            "Rain fell. It will not run on the old press. ⟦so⟧ they left it. He tried. She won.",
            fixed="Rain fell. It will not run on the old press. So they left it. He tried. She won.",
        ),
        Bad(
            "Rain fell. He said he was done. ⟦he’s⟧ seen it all. He tried. She won.",
            fixed="Rain fell. He said he was done. He’s seen it all. He tried. She won.",
        ),
        Bad(
            "I left. I came back, and I saw it, but ⟦i⟧ was late.",
            fixed="I left. I came back, and I saw it, but I was late.",
        ),
        Bad("Rain fell. We thank all of them. ⟦and⟧ we thank you. It was warm. Nobody spoke."),
        Good("I left, I said; I saw that “how do i look” was asked, and i in range(x) and i of it."),
        Good("Rain fell. She joined Acme Corp. and left with nails, etc. and ropes. They paid. He ran."),
        Good("Rain fell. It opened at 9 a.m. on the quay, i.e. the pier, in Boston, Mass. in May. He ran."),
        Good("“Why not?” he asked. “Hush!” she said. What next? he wondered. They left. It rained."),
        Good("They wrote “All is well.” and left. It rained. The sea rose. They slept."),
        Good("It is new. iPhones sell. eBay buys. They left. He saw... and left. Then . . . the end."),
        Good("we came at dusk. the lamp was burning. we went in. it was warm. nobody spoke."),
        Good("Es war warm. so ging es. Er kam. Sie ging. Wir blieben.", language="de"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        blocks = article.derive(Punctuated)
        found: list[re.Match[str]] = []
        for match in _LOWER.finditer(prose):
            at = match.start()
            before = _LAST.search(prose, max(0, at - _LONGEST), at)
            if before and before["last"].lower() not in words("abbreviations"):
                block = blocks.block_at(match.start("word"))
                left_of_a_field = any(span.end == at + 1 for span in article.derive(errors))
                if block is not None and block.kind.is_running and not left_of_a_field:
                    found.append(match)
        yield from self._pronouns(article)
        if not found or sum(1 for _ in _CAPITAL.finditer(prose)) < _MOST * len(found):
            return
        for match in found:
            span = Span(*match.span("word"))
            right = match["word"][0].upper() + match["word"][1:]
            fixes = () if match["word"] in _CONNECTING else (Fix.replace(span, right),)
            yield self.finding(span, *fixes, right=right, what="A sentence begins with")

    def _pronouns(self, article: Article) -> Iterator[Finding]:
        if "i" not in article.vocabulary and not any(f"i{m}" in article.vocabulary for m in _SHORTENED):
            return
        blocks, prose = article.derive(Punctuated), article.prose
        found = [
            Span(*match.span())
            for match in _PRONOUN.finditer(prose)
            if (block := blocks.block_at(match.start())) is not None and block.kind.is_running
        ]
        if found and sum(1 for _ in _PROPER.finditer(prose)) >= _MOST * len(found):
            for span in found:
                if article.quotation_at(span) is None:
                    yield self.finding(span, Fix.replace(span, "I"), right="I", what="The pronoun takes")
