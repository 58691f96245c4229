"""`page-furniture`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec

from copydesk import Article, Bad, Edit, Finding, Fix, FixAvailability, Good, Meta, Rule, Safety
from copydesk_rules.markup.lines.found import page_lines
from copydesk_rules.markup.shared.furniture import pieces
from copydesk_rules.markup.shared.tokens import excerpt

__all__ = ["PageFurniture"]


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `page-furniture`."""

    allow: Annotated[
        frozenset[str],
        msgspec.Meta(
            description="Paragraphs that are right here, as they stand, such as the house’s own call."
        ),
    ] = frozenset()
    credits: Annotated[
        bool,
        msgspec.Meta(description="Whether captions and credits of pictures count in plain text."),
    ] = True
    lines: Annotated[
        bool,
        msgspec.Meta(
            description="Whether lines count in English plain text that only look like a page’s: the title "
            "of another story, a caption without a credit, an author’s address."
        ),
    ] = True


class PageFurniture(Rule[Options]):
    """Finds what belongs to a web page and not to the article that was copied from it.

    Whoever copies an article from a page takes along what stands between its paragraphs: buttons
    (“Share this”, “Buy now”), announcements (“Advertisement”, “Story continues below”), links to other
    stories (“Read more: …”, “Related articles”, a list of headlines with dates), calls (“Sign up for our
    newsletter”, “Click here to …”), captions that end in a credit (“(Ana Ruiz/Reuters)”, “Photo: Ana Ruiz”),
    the counter of a gallery (“1 of 18”), the signature and the picture link of an embedded post, a wiki’s
    “[edit]”, and small print. The words are those of English, German, French, Spanish, Italian,
    Portuguese, Dutch and Polish pages; each is looked for whatever the article’s language is.

    What counts is the form and the place, not the words alone: such a line is a paragraph of its own, or
    the end of one, and short. Sentences with the same words are left alone (“Read more books”), and so are
    list items that are only a button’s name, as in a manual, a caption behind the byline or the date, and
    captions in a row, which are a gallery.

    In English plain text a line counts too that only looks like a page’s: the title of another story between
    two paragraphs, a caption without a credit, an author’s address, a line about subscriptions. A classifier
    decides, by the line’s words and form, where it stands, what stands around it, and whether its names stand
    elsewhere in the article. It learnt from the lines of some two hundred web pages, and speaks only where it
    is fairly sure. Notes of the editor, corrections, disclosures, who contributed, the byline and the date at
    the head, headings and lists are the article’s own. The option `lines` turns it off.

    In HTML and Markdown a link, a call and a caption do what they are for, so there only labels, counters,
    “[edit]” and the remains of embedded posts are reported; headings and block quotes are left alone.

    The fix deletes the line. It is safe where the line is a label and nothing else, and unsafe for a link, a
    call or a credit. There is none where something would be left over or lost with it: a post that loses its
    signature, a caption. Lines that say the same are one finding.
    """

    meta = Meta(
        name="page-furniture",
        group="markup",
        since="0.2",
        summary="“{found}” {what}.",
        fix=FixAvailability.SOMETIMES,
    )
    examples = (
        Bad(
            "The bridge is closed.\n\n⟦Advertisement⟧\n\nIt opens in May.\n\n⟦Advertisement⟧\n\nBuses run.",
            fixed="The bridge is closed.\n\nIt opens in May.\n\nBuses run.",
        ),
        Bad(
            "The bridge is closed.\n\n⟦Story continues below gallery⟧\n\nIt opens in May.",
            fixed="The bridge is closed.\n\nIt opens in May.",
        ),
        Bad(
            "The bridge is closed.\n\n⟦READ MORE: Five walks along the river⟧\n\nIt opens in May.",
            fixed="The bridge is closed.\n\nIt opens in May.",
        ),
        Bad(
            "The bridge is closed.\n\n⟦Anything to add? Click here⟧\n\n⟦Sign up for our newsletter!⟧",
            fixed="The bridge is closed.",
        ),
        Bad("⟦2 of 7. The bridge at dawn.⟧\n\nThe bridge is closed, the council said."),
        Bad(
            "⟦The bridge at dawn. (Ana Ruiz/Reuters)⟧\n\nThe bridge is closed.\n\n⟦The mayor. Photo: Jo Hale⟧"
            "\n\nIt opens in May."
        ),
        Bad(
            "The bridge is closed.\n\n⟦Photo by Jo Hale⟧\n\nIt opens in May.",
            fixed="The bridge is closed.\n\nIt opens in May.",
        ),
        Bad("Fog again.\n\n⟦— Karrow Ferry (@karrowferry) May 3, 2021⟧\n\nThe ferry waited."),
        Bad("Crossing⟦[edit]⟧\n\nThe bridge opened in 1902.", fixed="Crossing\n\nThe bridge opened in 1902."),
        Bad(
            "The bridge is closed.\n\n⟦- Council Sells the Old Mill - May 3, 2021\n\n"
            "- Who Will Run the Ferry Now - April 29, 2021⟧",
            fixed="The bridge is closed.",
        ),
        Bad(
            "The bridge over the Karrow is closed until May, the council said on Monday.\n\n"
            "⟦Follow Jo Hale on Twitter: @johale⟧\n\nBuses run across the dam instead, every ten minutes.\n\n"
            "The repairs were planned for next year. They will cost two million euros.\n\n"
            "⟦This story originally appeared in The Karrow Post.⟧",
            fixed="The bridge over the Karrow is closed until May, the council said on Monday.\n\n"
            "Buses run across the dam instead, every ten minutes.\n\n"
            "The repairs were planned for next year. They will cost two million euros.",
        ),
        Bad(
            "Die Brücke ist zu.\n\n⟦Anzeige⟧\n\nSie öffnet im Mai.",
            fixed="Die Brücke ist zu.\n\nSie öffnet im Mai.",
        ),
        Bad(
            "Le pont est fermé.\n\n⟦Lire aussi : Les ponts de Lyon⟧\n\nIl rouvre en mai.",
            language="fr",
            fixed="Le pont est fermé.\n\nIl rouvre en mai.",
        ),
        Bad(
            "<p>The bridge is closed.</p>\n<p>⟦Story continues below⟧</p>\n<p>It opens in May.</p>",
            format="html",
            fixed="<p>The bridge is closed.</p>\n<p>It opens in May.</p>",
        ),
        Good("Children should read more. Read more books, she said, and share this habit with a friend."),
        Good("An advertisement cost him his job.\n\nAdvertisements are everywhere.\n\nSource: the council."),
        Good(
            "Follow us through a day at the harbour, from four in the morning until the last ferry leaves, "
            "and meet the people who keep it running through storm and fog and the long weeks of winter."
        ),
        Good("The menu has three buttons:\n\n- Share this page\n\n- Print this page\n\n- Sign up"),
        Good("KARROW (Reuters) - The bridge is closed.\n\nIt opens in May. (AP)"),
        Good(
            "Fog\n\nBy Jo Hale\n\nMay 3, 2021\n\nThe bridge at dawn. Photo: Ana Ruiz\n\nThe bridge is closed."
        ),
        Good("Fog.\n\nJoin us at the old pier from six to nine for an evening of songs!\n\nBring a lamp."),
        Good("Part 2 of 3: The harbour\n\nPhotos by satellites show it.\n\nImage by image, it grew."),
        Good("Nine of ten agreed.\n\nBy Jo Hale\n\nThe bridge is closed.\n\nMay 3, 2021"),
        Good(
            "Read more: [Five walks](walks.md)\n\n## Contents\n\n- Walks\n\n*Photo: Jo Hale*",
            format="markdown",
        ),
        Good(
            "The bridge at noon. (Ana Ruiz/Reuters)\n\nThe bridge at dusk. (Ana Ruiz/Reuters)\n\n"
            "The bridge by night. (Ana Ruiz/Reuters)\n\nIt was closed in May."
        ),
        Good(
            "The bridge over the Karrow is closed until May, the council said on Monday.\n\n"
            "What happens next\n\n"
            "Buses run across the dam instead, every ten minutes.\n\nThe cost\n\n"
            "The repairs were planned for next year. They will cost two million euros.\n\n"
            "Correction: An earlier version named the wrong pier.\n\nAna Ruiz contributed to this report."
        ),
        Good("The bridge is closed.\n\nJoin now or renew to get:\n\n- Letters\n\n- Join our group"),
        Good(
            "The bridge is closed.\n\nFollow us on Mastodon.", options={"allow": ["Follow us on Mastodon."]}
        ),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        taken = set()
        for piece in pieces(article):
            taken.add(piece.span.start)
            if article.text_of(piece.span) in self.options.allow:
                continue
            if piece.key.startswith("credit") and not self.options.credits:
                continue
            fixes = (
                (Fix("Delete it", (Edit(piece.span),), piece.safety, repair=True),) if piece.safety else ()
            )
            yield self.finding(
                piece.span, *fixes, repeat=piece.key, found=excerpt(article, piece.span), what=piece.what
            )
        if article.format == "plain" and self.options.lines:
            yield from self._lines(article, taken)

    def _lines(self, article: Article, taken: set[int]) -> Iterator[Finding]:
        """The lines that no phrase tells, but the classifier."""
        for line in page_lines(article, taken):
            span = line.block.span
            if article.text_of(span) not in self.options.allow:
                yield self.finding(
                    span,
                    Fix("Delete it", (Edit(span),), Safety.UNSAFE, repair=True),
                    repeat=f"page {line.run}",
                    confidence=line.confidence,
                    found=excerpt(article, span),
                    what=line.what,
                )
