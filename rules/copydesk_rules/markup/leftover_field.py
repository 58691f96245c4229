"""`leftover-field`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from copydesk import (
    Article,
    Bad,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Kind,
    Meta,
    NoOptions,
    Rule,
    Safety,
    Severity,
    Span,
    lazy_pattern,
)

__all__ = ["LeftoverField", "errors"]

#: How such errors begin, in every language.
_BEGINNINGS = (
    *("error!", "fehler!", "erreur!", "erreur !", "erreur\u00a0!", "erreur\u202f!", "erro!", "fout!"),
    *("błąd!", "ошибка!", "fel!", "chyba!", "errore. l"),
)
#: What begins the name of a field, a switch of one, or a mark that Word gives to a place by itself.
_CODES = (
    "HYPERLINK", "PAGEREF", "MERGEFORMAT", "MERGEFIELD", "INCLUDEPICTURE", "INCLUDETEXT", "STYLEREF",
    "NOTEREF", "TOC \\", "SEQ ", "ADDIN ", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN", "DOCPROPERTY",
    "NUMPAGES", "PAGE ", "REF _", "REF \"", "MACROBUTTON", "XE \"", "EMBED ", "DATE \\", "CITATION ",
    "BIBLIOGRAPHY",
)  # fmt: skip
_STRING = r"[\"“”„][^\"“”„\n{}]{0,1000}[\"“”]"
_SWITCH = rf"\\?\\(?:[*#@] ?(?:[A-Za-z]+\b|{_STRING})|[a-z]\b(?: {_STRING}| \d\b)?)"
_SWITCHES = rf"(?: {{1,3}}(?:{_SWITCH}|\* MERGEFORMAT(?:INET)?\b))*"
_MARK = r"_(?:Toc|Ref|Hlk|ftnref|GoBack)\w*"
#: A field's code, wherever it stands: no word of prose begins so.
_FIELD = (
    rf"HYPERLINK {{1,3}}(?:{_STRING}|\\l {_STRING})"
    rf"|(?:INCLUDEPICTURE|INCLUDETEXT|XE|MACROBUTTON|DOCPROPERTY|STYLEREF|MERGEFIELD) {{1,3}}{_STRING}"
    rf"|(?:PAGEREF|NOTEREF|REF) {{1,3}}{_MARK}"
    rf"|TOC(?= {{1,3}}\\)|SEQ [A-Z][a-z]+(?= {{1,3}}\\)|DATE(?= {{1,3}}\\@)"
    rf"|MERGEFIELD \w+(?= {{1,3}}\\)"
    rf"|ADDIN (?:ZOTERO_(?:ITEM|BIBL)|EN\.(?:CITE|REFLIST)|CSL_CITATION|Mendeley|BIBTEX)[^\n{{}}]{{0,80}}"
    rf"|EMBED [A-Z]\w+\.\w+(?:\.\d+)?"
    r"|FORM(?:TEXT|CHECKBOX|DROPDOWN)(?![\w-])"
)
#: What else stands between a field's braces, and only there.
_BRACED = (
    r"(?:PAGE|NUMPAGES|FILENAME|AUTHOR|TITLE|BIBLIOGRAPHY|DATE|TIME|CITATION \w+|SEQ \w+|REF \w+|PAGEREF \w+"
    r"|MERGEFIELD \w+|DOCPROPERTY \w+|IF [^{}\n]{1,200}\\?\\\* MERGEFORMAT)"
)
_SWITCH_ALONE = r"\\?\\?\* MERGEFORMAT(?:INET)?\b"


@cache
def _fields() -> re.Pattern[str]:
    return lazy_pattern(
        rf"\{{ {{0,3}}(?:{_FIELD}|{_BRACED}){_SWITCHES} {{0,3}}\}}"
        rf"|(?<![\w-])(?:{_FIELD}){_SWITCHES}|{_SWITCH_ALONE}"
    )


@cache
def _lines(name: str) -> tuple[str, ...]:
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def _any_of(name: str) -> str:
    """A pattern of the lines of a file."""
    return "|".join(
        re.escape(line)
        .replace("\\ ", "[ \u00a0\u202f]?" if " !" in line else "[ \u00a0]")
        .replace("'", "['’]")
        for line in _lines(name)
    )


@cache
def _errors() -> re.Pattern[str]:
    return lazy_pattern(rf"(?:{_any_of('leftover_field.txt')})\.?", re.IGNORECASE)


@cache
def _prompts() -> re.Pattern[str]:
    asked = rf"\[Type the [a-z][a-z ,]{{2,60}}\]|{_any_of('leftover_prompt.txt')}"
    return lazy_pattern(rf"{asked}|^Choose an item\.$", re.MULTILINE)


@cache
def _prompting() -> frozenset[str]:
    """What prompts begin with."""
    return frozenset({"[", "Choose", *(line.split()[0] for line in _lines("leftover_prompt.txt"))})


def errors(article: Article) -> tuple[Span, ...]:
    """Where Word says that it could not fill in a field."""
    prose = article.prose
    lower = prose.lower()
    if not any(beginning in lower for beginning in _BEGINNINGS):
        return ()
    return tuple(Span(*match.span()) for match in _errors().finditer(prose))


class LeftoverField(Rule[NoOptions]):
    """Finds what Word leaves of a field: “Error! Reference source not found.”, a field's code, a prompt.

    Word puts such an error where a cross-reference lost its heading or figure; the codes of fields
    (`{ PAGEREF _Toc123 \\h }`, `HYPERLINK "…"`, `TOC \\o "1-3"`) come along when a text is copied or
    converted; and “Click or tap here to enter text.” or “[Type here]” is a template's, where nobody did. A
    spelling checker sees none of it. The errors and prompts are known in English and several other languages.

    Left alone are code, and quotations of such a message in an article about it.

    What the reference was only the author knows, so an error has no fix. A code and a prompt may be deleted,
    which is not safe, as something belongs there.
    """

    meta = Meta(
        name="leftover-field",
        group="markup",
        since="0.2",
        summary="“{found}” is left of one of Word’s fields.",
        severity=Severity.ERROR,
        fix=FixAvailability.SOMETIMES,
        confidence=0.95,
    )
    examples = (
        Bad("The mud is a metre deep (see ⟦Error! Reference source not found.⟧) and grey."),
        Bad("The tides, page ⟦Error! Bookmark not defined.⟧, are low."),
        Bad("Die Flut, siehe ⟦Fehler! Verweisquelle konnte nicht gefunden werden.⟧", language="de"),
        Bad(
            "The tides ⟦{ PAGEREF _Toc4711 \\h }⟧ are low.",
            fixed="The tides are low.",
        ),
        Bad(
            'See ⟦HYPERLINK "https://example.org/tides" \\l "low"⟧ the tides.',
            fixed="See the tides.",
        ),
        Bad('⟦TOC \\o "1-3" \\h \\z \\u⟧ The tides are low.', fixed="The tides are low."),
        Bad("Page ⟦{ PAGE }⟧ of ⟦{ NUMPAGES \\* MERGEFORMAT }⟧ pages.", fixed="Page of pages."),
        Bad("The bay.\n\n⟦Click or tap here to enter text.⟧\n\nThe mud.", fixed="The bay.\n\nThe mud."),
        Bad("The author is ⟦[Type the author name]⟧, of ⟦[Company name]⟧.", fixed="The author is, of."),
        Good("Word says “Error! Reference source not found.” when a heading is gone."),
        Good(
            "Run `{ PAGEREF _Toc1 }` to see. A HYPERLINK is a field, and so are PAGEREF and TOC.",
            format="markdown",
        ),
        Good("The template says {DATE} and {title}; choose an item. Type here, click here to enter."),
        Good("REF 12 of PAGE 3, in SEQ 4: the mergeformat of a DATE."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        for span in article.derive(errors):
            yield from self._found(article, span, deletes=False)
        if any(code in prose for code in _CODES):
            for match in _fields().finditer(prose):
                yield from self._found(article, Span(*match.span()))
        if any(word in prose for word in _prompting()):
            for match in _prompts().finditer(prose):
                yield from self._found(article, Span(*match.span()))

    def _found(self, article: Article, span: Span, *, deletes: bool = True) -> Iterator[Finding]:
        block = article.block_at(span.start)
        quotation = article.quotation_at(span)
        if block is None or block.kind is Kind.CODE or (quotation and quotation.span.covers(span)):
            return
        words = article.text_of(span)
        shown = words if len(words) <= 60 else f"{words[:60]}…"
        fixes = [_deletion(article, span)] if deletes else []
        yield self.finding(span, *fixes, found=shown)


def _deletion(article: Article, span: Span) -> Fix:
    """It goes, and one of the spaces that it stands between."""
    start, end = span
    block = article.block_at(start)
    if block is not None and span != block.span:
        if start > block.start and article.prose[start - 1] == " ":
            start -= 1
        elif end < block.end and article.prose[end] == " ":
            end += 1
    return Fix("Delete it", (Edit(Span(start, end)),), Safety.UNSAFE)
