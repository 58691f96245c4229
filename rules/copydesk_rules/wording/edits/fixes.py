"""What an edit of one word comes to: its change of the text, its fix, the words around it with it made."""

from __future__ import annotations

from copydesk import Article, Edit, Fix, Span
from copydesk_rules.wording.edits.engine import WordEdit

__all__ = ["change_of", "fix_of", "phrase_of"]


def change_of(article: Article, edit: WordEdit) -> Edit:
    """The change that an edit makes."""
    if not edit.typed:
        return Edit(edit.span, edit.meant if edit.meant == "," else f" {edit.meant}")
    if not edit.meant:
        start, end = edit.span
        has_space = article.text[end : end + 1] == " " and edit.typed != ","
        return Edit(Span(start, end + 1) if has_space else edit.span, "")
    meant = edit.meant.replace("'", "’") if "’" in article.prose else edit.meant
    return Edit(edit.span, meant)


def phrase_of(article: Article, edit: WordEdit) -> str:
    """The words around an edit, made."""
    text, (start, end) = article.text, edit.context
    change = change_of(article, edit)
    return f"{text[start : change.span.start]}{change.text}{text[change.span.end : end]}"


def fix_of(article: Article, edit: WordEdit) -> Fix:
    """The fix that makes an edit."""
    if not edit.typed:
        title = f"Insert “{edit.meant}”"
    elif not edit.meant:
        title = f"Delete “{edit.typed}”"
    else:
        title = f"Replace with “{edit.meant}”"
    return Fix(title, (change_of(article, edit),))
