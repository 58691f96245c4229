"""`wrong-preposition`: the frames in `grammar/wrong_preposition.txt` are what it knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec

from copydesk import Article, Bad, Finding, Fix, FixAvailability, Good, Meta, Rule, Severity
from copydesk_rules.wording.grammar.frames import load_frames

__all__ = ["WrongPreposition"]


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `wrong-preposition`."""

    allow: Annotated[
        frozenset[str],
        msgspec.Meta(description="Words that are right as they stand, as “aware about the”, in lower case."),
    ] = frozenset()


class WrongPreposition(Rule[Options]):
    """Finds a preposition that its verb or adjective does not take: *comply to the rules*.

    Many words ask for one preposition and no other: one *complies with* rules and is *capable of* a task.
    Only words are known that ask for the same one in edited text of every kind, and only before what it
    governs; where usage differs between countries (*different to*, *in the weekend*) nothing is reported.

    Left alone are quotations. The fix puts the preposition; it isn't safe, as the verb may be what is wrong.
    """

    meta = Meta(
        name="wrong-preposition",
        group="wording",
        since="0.3",
        summary="“{typed}” should be “{meant}”.",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
        language="en",
        yields_to=("confusable-word", "extra-word", "missing-word"),
    )
    examples = (
        Bad("They must ⟦comply to the⟧ rules.", fixed="They must comply with the rules."),
        Bad("They ⟦discussed about the⟧ plan.", fixed="They discussed the plan."),
        Good("They comply with the rules, and “we comply to the rules,” she said."),
        Good("They must comply to the rules.", options={"allow": ["comply to the"]}),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        for match in load_frames("wrong_preposition").find(article):
            typed = article.text[slice(*match.span)]
            if typed.lower() in self.options.allow or article.quotation_at(match.span) is not None:
                continue
            fix = Fix(f"Replace with “{match.meant}”", match.edits)
            yield self.finding(match.span, fix, typed=typed, meant=match.meant)
