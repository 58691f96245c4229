"""`placeholder-text`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec

from copydesk import (
    Article,
    Bad,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    Rule,
    Safety,
    Severity,
    Span,
    words_pattern,
)
from copydesk_rules.markup.shared.placeholders import is_field, placeholders
from copydesk_rules.markup.shared.residue import in_residue
from copydesk_rules.markup.shared.tokens import excerpt, visible

__all__ = ["PlaceholderText"]


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `placeholder-text`."""

    also: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Words or phrases that the house writes where text is to come."),
    ] = ()
    allow: Annotated[
        frozenset[str], msgspec.Meta(description="Placeholders that are right here, as “TK” for a company.")
    ] = frozenset()


class PlaceholderText(Rule[Options]):
    """Finds what stands for text that was still to come: TK, XXX, lorem ipsum, [INSERT NAME].

    A placeholder in print tells readers that nobody read the article to its end. The rule reports the
    journalists' TK and TKTK, XX and XXX for a figure or a name, filler text, “Caption goes here”, capitals
    in brackets that name what is missing, `FIXME`, an e-mail address that a page hid from robots
    (“[email protected]”), and, in plain text and HTML, a template's field that was never filled in
    (`{{ article.title }}`, `*|FNAME|*`).

    It leaves alone Roman numerals (“Super Bowl XXX”), sizes and ratings, masks (XXX-XXXX), the Tk toolkit
    and TK in the name of a firm or flight, templates in Markdown, code, lowercase remarks such as
    “[insert name here]”, which are mostly a writer's joke, and articles about filler text or templates.
    TK, XX and XXX are read in English only.

    Only the author knows what belongs there, so there is no fix; but a template's field that is a paragraph
    of its own may be deleted, which is unsafe.
    """

    meta = Meta(
        name="placeholder-text",
        group="markup",
        since="0.1",
        summary="“{found}” is a placeholder: something is still missing here.",
        severity=Severity.ERROR,
        fix=FixAvailability.SOMETIMES,
    )
    examples = (
        Bad("The mayor, who is ⟦TK⟧, said ⟦TKTK⟧ on Monday."),
        Bad("Sales rose by ⟦XX⟧ percent to ⟦$XX⟧ million, said ⟦XXX⟧ of the union."),
        Bad("⟦Lorem ipsum dolor sit amet⟧ The office will close."),
        Bad("The prize went to ⟦[INSERT NAME HERE]⟧ of ⟦[CITY]⟧."),
        Bad("The storm has passed. ⟦[QUOTE FROM MAYOR TO COME]⟧"),
        Bad("The storm has passed.\n\n⟦Caption goes here⟧\n\nSchools reopen on Friday."),
        Bad("Dear ⟦{{ reader.name }}⟧, welcome. ⟦FIXME⟧ Write to ⟦[email protected]⟧."),
        Bad(
            "The vote is over.\n\n⟦{{ article.subtitle }}⟧\n\nTurnout was low.",
            fixed="The vote is over.\n\nTurnout was low.",
        ),
        Bad("Our man in ⟦Kairo⟧ will add it.", options={"also": ["Kairo"]}),
        Good("Super Bowl XXX and Louis XX; an XXXL shirt in an XXX-rated film; call 555-XXX-XXXX."),
        Good("He flew TK 1951 in a suit from TK Maxx and wrote the window in Tk."),
        Good("It blames the [insert country here] government, he [the mayor] said. [VIDEO]"),
        Good("Hello {{ page.title }}, {% include note.html %}.", format="markdown"),
        Good("Lorem ipsum is filler text: “Lorem ipsum dolor sit amet”."),
        Good("The credit goes here to the whole team. TK is the firm.", options={"allow": ["TK"]}),
        Good("Die TK zahlt, XXX zahlt nicht.", language="de"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        text = visible(article)
        found = placeholders(article)
        if self.options.also:
            found += (Span(*m.span()) for m in words_pattern(self.options.also).finditer(text))
        found.sort(key=lambda span: (span.start, -span.end))
        residue = in_residue(article, found)
        end = 0
        for i, span in enumerate(found):
            if i in residue or span.start < end or text[span.start : span.end] in self.options.allow:
                continue
            end = span.end
            block = article.block_at(span.start)
            lone_field = block is not None and block.span == span and is_field(text[span.start : span.end])
            fixes = (Fix("Delete it", (Edit(span),), Safety.UNSAFE),) if lone_field else ()
            yield self.finding(span, *fixes, found=excerpt(article, span))
