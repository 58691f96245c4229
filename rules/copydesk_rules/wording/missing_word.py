"""`missing-word`: the frames in `grammar/missing_word.txt` are what it knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec

from copydesk import Article, Bad, Finding, Fix, FixAvailability, Good, Meta, Rule, Severity, Span
from copydesk_rules.wording.deep.package import is_installed
from copydesk_rules.wording.edits import fix_of, phrase_of, provenance, usual_edits
from copydesk_rules.wording.grammar.frames import load_frames

__all__ = ["MissingWord"]


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `missing-word`."""

    allow: Annotated[
        frozenset[str],
        msgspec.Meta(description="Words that are right as they stand, as “in front the”, in lower case."),
    ] = frozenset()


class MissingWord(Rule[Options]):
    """Finds a phrase from which a small word has dropped out: “next his bed”, “able provide”.

    The eye puts in the *to*, *of* or *be* that the hand left out, so the slip survives proofreading. Only
    words that no sentence has side by side are looked for: a preposition that a phrase cannot do without
    (*in front the school*, *a lack money*, *as soon possible*), “to” before a verb (*would like thank*), and
    a form of “be” (*can downloaded from*, *will able to*, *I know this a mistake*).

    Left alone are headlines, headings, captions and tables, which leave out words by custom, and what some
    English allows: *a couple days*, *out the window*, *depends how*. A missing “a” or “the” is mostly
    [missing-article](missing-article.md)'s.

    The fix puts a word in, so it is not safe: another may have been meant.
    """

    meta = Meta(
        name="missing-word",
        group="wording",
        since="0.2",
        summary="“{word}” seems to be missing: “{meant}”.",
        severity=Severity.ERROR,
        fix=FixAvailability.ALWAYS,
        language="en",
        deep=is_installed,
        yields_to=("confusable-word", "missing-article", "repeated-word"),
    )
    examples = (
        Bad("They found the gun lying ⟦next his⟧ bed.", fixed="They found the gun lying next to his bed."),
        Bad("The clinic was ⟦able provide⟧ more beds.", fixed="The clinic was able to provide more beds."),
        Bad(
            "The brothers had ⟦a difference opinion⟧ over the farm.",
            fixed="The brothers had a difference of opinion over the farm.",
        ),
        Bad(
            "Moss is ⟦one of main⟧ reasons the roof leaks.",
            fixed="Moss is one of the main reasons the roof leaks.",
        ),
        Bad("The map ⟦can downloaded from⟧ the site.", fixed="The map can be downloaded from the site."),
        Bad("⟦This a⟧ good time to plant trees.", fixed="This is a good time to plant trees."),
        Bad("“I ⟦know this a⟧ common mistake,” she said."),
        Good("What happened next his wife tells; the rest she keeps to herself."),
        Good("They think this a good idea, and I know this a little better."),
        Good("It took a couple days, he looked out the window, and it depends how you see it."),
        Good("It was written in terms that all understood. In the end the team won."),
        Good("The will signed by the king was lost, and the can opened by itself."),
        Good("The film they will become famous for could come as early as May."),
        Good("He stayed in front the whole way.", options={"allow": ["in front the"]}),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        found: list[Span] = []
        for match in load_frames("missing_word").find(article):
            found.append(match.span)
            typed = article.text[slice(*match.span)]
            if typed.lower() in self.options.allow:
                continue
            yield self.finding(
                match.span,
                Fix(f"Insert “{match.word}”", match.edits),
                word=match.word,
                meant=match.meant,
            )
        for edit in usual_edits(article, "missing", beside=found, deep=self.deep):
            if (
                edit.meant in ("a", "an", "the")
                or article.text[slice(*edit.context)].lower() in self.options.allow
            ):
                continue
            yield self.finding(
                edit.context,
                fix_of(article, edit),
                severity=Severity.WARNING,
                word=edit.meant,
                meant=phrase_of(article, edit),
                **provenance(edit),
            )
