"""`leftover-shortcode`."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk import Article, Bad, Finding, FixAvailability, Good, Meta, NoOptions, Rule, Severity
from copydesk_rules.markup.shared.residue import removal, runs
from copydesk_rules.markup.shared.tokens import SHORTCODE, excerpt

__all__ = ["LeftoverShortcode"]


class LeftoverShortcode(Rule[NoOptions]):
    """Finds shortcodes of page builders and content systems that nothing replaced.

    When a theme, a plugin or the whole system changes, what used to become a column, a gallery or a form
    stays in the text as `[et_pb_section …]`, `[vc_row]` or `[caption …]`, and readers see it. The rule
    knows the shortcodes of the common builders (Divi, WPBakery, Avada, Beaver Builder and others),
    WordPress's own, any `[name attribute="value"]`, forum markup in pairs, Drupal's tokens and media, and
    in plain text also the comments of Gutenberg and Ghost and the tags of Hugo and Liquid, which
    Markdown and HTML use rightly. Shortcodes side by side are one finding.

    It leaves alone what authors write in brackets (`[sic]`, `[laughs]`, `[1]`, `[Smith 2001]`,
    “[VIDEO]”), links and check boxes of Markdown, code, and articles about shortcodes.

    The fix deletes the shortcode and keeps the words that it encloses, a caption's for one. It is safe,
    except for a shortcode of an unknown name in a sentence, which may have stood for words. In
    Markdown and HTML the result is read again, and where it says anything else than before, the fix
    becomes unsafe.
    """

    meta = Meta(
        name=SHORTCODE,
        group="markup",
        since="0.1",
        summary="A shortcode was left in the text: “{found}”.",
        severity=Severity.ERROR,
        fix=FixAvailability.SOMETIMES,
    )
    examples = (
        Bad(
            'It sailed.\n\n⟦[/et_pb_text][et_pb_text admin_label="Text"]⟧\n\nTickets are sold on board.',
            fixed="It sailed.\n\nTickets are sold on board.",
        ),
        Bad(
            '⟦[caption id="attachment_12" align="left" width="300"]⟧The harbour in 1931.⟦[/caption]⟧',
            fixed="The harbour in 1931.",
        ),
        Bad(
            "The rooms are small. ⟦[gallery ids=4,8,15]⟧ Breakfast is large.",
            fixed="The rooms are small. Breakfast is large.",
        ),
        Bad(
            "⟦<!-- wp:paragraph -->⟧\n\nThe strike is over.\n\n⟦<!-- /wp:paragraph -->⟧",
            fixed="The strike is over.",
        ),
        Bad("Welcome to ⟦[site:name]⟧ and its readers.", fixed="Welcome to and its readers."),
        Bad(
            '⟦[vc_row][vc_column width="1/2"]⟧ The strike is over. ⟦[/vc_column][/vc_row]⟧',
            format="markdown",
            fixed="The strike is over.",
        ),
        Good("“He [the mayor] knew [sic] that [laughs] it was over,” she said [1]. [Smith 2001]"),
        Good("Watch: the goat that learned to surf [video]"),
        Good("- [x] done\n- [ ] open\n\nSee [the list](https://example.org).", format="markdown"),
        Good('Put the shortcode [gallery ids="1,2"] where the pictures should be.'),
        Good("[rant] Why is it always raining? [/rant]"),
        Good(
            "The strike is over.\n\n<!-- wp:paragraph --><p>So they said.</p><!-- /wp:paragraph -->",
            format="html",
        ),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        for run in runs(article):
            if run.rule == SHORTCODE:
                yield self.finding(run.span, removal(article, run), found=excerpt(article, run.span))
