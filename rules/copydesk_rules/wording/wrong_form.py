"""`wrong-form`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec

from copydesk import Article, Bad, Finding, FixAvailability, Good, Meta, Rule, RuleError, Severity
from copydesk_rules.wording.deep.package import is_installed
from copydesk_rules.wording.edits import fix_of, phrase_of, provenance, usual_edits
from copydesk_rules.wording.edits.engine import load_engine

__all__ = ["WrongForm"]


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `wrong-form`."""

    allow: Annotated[
        frozenset[str],
        msgspec.Meta(description="Words that are right as they stand, as “must needs”, in lower case."),
    ] = frozenset()
    quotations: Annotated[
        bool,
        msgspec.Meta(description="Whether to report what is quoted too, as people do not speak by the book."),
    ] = False


class WrongForm(Rule[Options]):
    """Finds a word in a form that its place does not take: “must protected”, “to attracts”.

    A verb that was changed from one tense to another often keeps an ending, and a spelling checker knows
    every form. What form usually stands in a place, a model has learnt from much text: it sees the words on
    either side and the other forms of the word. Reported is only what right text hardly ever has.

    Left alone are quotations (`quotations = true` reports them too), headlines, captions and tables.

    The fix changes the form, and it is not safe: a word beside it may be the one that is wrong.
    """

    meta = Meta(
        name="wrong-form",
        group="wording",
        since="0.3",
        summary="“{typed}” should be “{meant}”.",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
        language="en",
        deep=is_installed,
        yields_to=("agreement", "confusable-word", "extra-word", "missing-word", "repeated-word"),
    )
    examples = (
        Bad("The town ⟦must protected the⟧ old mill.", fixed="The town must protect the old mill."),
        Good("The town must be protected, and “we must protected it,” he said."),
    )

    _told = False

    def check(self, article: Article) -> Iterator[Finding]:
        for edit in usual_edits(article, "form", quotations=self.options.quotations, deep=self.deep):
            typed = article.text[slice(*edit.context)]
            if typed.lower() not in self.options.allow:
                yield self.finding(
                    edit.context,
                    fix_of(article, edit),
                    typed=typed,
                    meant=phrase_of(article, edit),
                    **provenance(edit),
                )
        try:
            load_engine()
        except RuleError:
            if not self._told:
                self._told = True
                raise
