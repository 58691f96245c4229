"""`leftover-markup`."""

from __future__ import annotations

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
    Related,
    Rule,
    Safety,
    Severity,
)
from copydesk_rules.markup.shared.foreign import Foreign, foreign_markup
from copydesk_rules.markup.shared.residue import removal, runs
from copydesk_rules.markup.shared.tokens import MARKUP, excerpt

__all__ = ["LeftoverMarkup"]


class LeftoverMarkup(Rule[NoOptions]):
    """Finds tags, comments, style sheets and scripts that were left in the text.

    They come in with a paste, an import or a page builder, and the reader of the article sees them:
    `<style>` blocks and bare CSS rules, `<script>` blocks, tags, comments, and what Word leaves
    behind (`<o:p>`, `class="MsoNormal"`, `<!--[if gte mso 9]>`). What stands side by side is one
    finding.

    In plain text every tag is out of place. In Markdown and HTML tags are right, and so are comments,
    styles and scripts: there the rule reports markup that readers see as text, because its angle
    brackets were escaped, and Word's and page builders' residue, which they do not see but every
    later edit drags along; all tags with something of Word's in them are one finding.

    It leaves alone what only looks alike (`a < b`, `Vec<T>`, `<name@example.org>`, `<your-name>`), a tag
    that is spoken of (“the <p> tag”), code, and articles about HTML and CSS.

    The fix deletes the markup and keeps the words between. It is safe: in Markdown and HTML the result is
    read again, and where it says anything else than before, the fix becomes unsafe.
    """

    meta = Meta(
        name=MARKUP,
        group="markup",
        since="0.1",
        summary="Markup was left in the text: “{found}”.",
        severity=Severity.ERROR,
        fix=FixAvailability.SOMETIMES,
    )
    examples = (
        Bad(
            "The vote is set for Monday.\n\n⟦<style>#sidebar a { color: #900; }</style>⟧\n\nBoth sides hope.",
            fixed="The vote is set for Monday.\n\nBoth sides hope.",
        ),
        Bad(
            "The council met on Tuesday.⟦<br />⟧The budget passed ⟦<strong>⟧narrowly⟦</strong>⟧.",
            fixed="The council met on Tuesday. The budget passed narrowly.",
        ),
        Bad(
            "⟦.post-body p { line-height: 1.6; }\n.post-body a { color: navy; }⟧\n\nThe ferry was full.",
            fixed="The ferry was full.",
        ),
        Bad(
            '⟦<p class="MsoNormal" style="margin:0cm;mso-hyphenate:none">⟧He left.⟦<o:p></o:p></p>⟧',
            fixed="He left.",
        ),
        Bad(
            "Prices rose by four percent ⟦<!-- check figure -->⟧ in the spring.",
            fixed="Prices rose by four percent in the spring.",
        ),
        Bad(
            '⟦<p class="MsoNormal" style="mso-pagination:none">⟧The minister denied it.<o:p></o:p></p>',
            format="html",
            fixed="<p>The minister denied it.</p>",
        ),
        Bad(
            "<p>A ⟦&lt;em&gt;⟧b⟦&lt;/em&gt;⟧.</p>\n⟦<!--[if gte mso 9]><xml></xml><![endif]-->⟧\n<p>So?</p>",
            format="html",
            fixed="<p>A b.</p>\n<p>So?</p>",
        ),
        Good(
            "If a < b and b > c, leave <name> empty; write to <desk@example.org> or see <https://example.org>."
        ),
        Good("A Vec<String> holds its own memory. I <3 it."),
        Good("Use the <strong> tag for what matters, and `<em>` for a change of tone."),
        Good("She reviewed <The Palace: A Tale> for the paper."),
        Good("<p>The vote is on <em>Monday</em>.</p><!-- checked -->", format="html"),
        Good("The vote is on <em>Monday</em>.\n\n<!--more-->\n\nThe rest follows.", format="markdown"),
        Good("CSS is terse. In HTML and CSS, .note { color: red } is a whole rule."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        for run in runs(article):
            if run.rule == MARKUP:
                yield self.finding(run.span, removal(article, run), found=excerpt(article, run.span))
        tags: list[Foreign] = []
        for foreign in foreign_markup(article):
            if foreign.is_tag:
                tags.append(foreign)
            else:
                yield self._foreign(article, [foreign])
        if tags:
            yield self._foreign(article, tags)

    def _foreign(self, article: Article, found: list[Foreign]) -> Finding:
        """One finding for all: the article was pasted once."""
        edits = tuple(edit for foreign in found for edit in foreign.edits)
        return self.finding(
            found[0].span,
            Fix("Delete what was left", edits, Safety.SAFE, repair=True),
            related=[Related(foreign.span, "and here") for foreign in found[1:]],
            found=excerpt(article, found[0].span),
        )
