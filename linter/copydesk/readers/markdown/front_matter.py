"""Front matter: the YAML, TOML or JSON that site generators keep at the head of a Markdown file.

Only what an article shows is read from it: title, description, author and date, with the exact
place of each value; and what tells where it is published: slug, section, address. A scanner for
just these values stands in for three parsers: it imports nothing, knows where every code point
stands, and copes with front matter that a parser would refuse (a title with a colon in it, a key
given twice), which sites do publish.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from copydesk.document.article import Kind
from copydesk.document.metadata import Metadata
from copydesk.readers.builder import ArticleBuilder
from copydesk.readers.markdown.pieces import Role, TextPiece
from copydesk.text.regex import lazy_pattern
from copydesk.text.source import Source

__all__ = ["body_start", "read_front_matter"]


class FrontMatterField(NamedTuple):
    """A key of the top level, and where its value is written."""

    key: str
    start: int
    end: int


Scalar = list[TextPiece]
Values = Callable[[str, int, int], Iterator[Scalar]]


#: What Jekyll, Hugo, Zola, Astro, Eleventy and the exporters of WordPress call these.
_SHOWN = {
    Kind.HEADLINE: ("title", "post_title", "headline"),
    Kind.DECK: (
        "description", "subtitle", "subheadline", "summary", "excerpt", "post_excerpt", "deck", "dek",
        "standfirst",
    ),
    Kind.BYLINE: ("author", "authors", "byline"),
    Kind.DATELINE: ("date", "post_date", "pubdate", "publishdate", "published"),
}  # fmt: skip
_KINDS = {key: kind for kind, keys in _SHOWN.items() for key in keys}
#: What is known of an article by these, the first that is given.
_TOLD = {
    "slug": ("slug", "post_name"),
    "language": ("lang", "language", "locale"),
    "section": ("section", "category", "categories", "tags"),
    "link": ("canonical_url", "canonicalurl", "permalink", "url"),
}
_DRAFT = "draft"
#: How a field is written whose value was left empty, or lost by an import.
_EMPTY = ('""', "''")
#: A permalink may be a pattern: Jekyll's `/:year/:title/`, Eleventy's `/{{ slug }}/`.
_PLACEHOLDER = lazy_pattern(r"/:\w|\{\{|\{%")
_POST = lazy_pattern(r"(\d{4}-\d\d-\d\d)-(.+)\.\w+")
_LANGUAGE_CODE = lazy_pattern(r"([A-Za-z]{2,3})(?:[-_][A-Za-z]{2,4})*")
_KNOWN = {*_KINDS, *(key for keys in _TOLD.values() for key in keys)}

#: Eleventy's JSON between YAML's marks.
_JSON_OPEN = lazy_pattern(r"---[ \t]*json[ \t]*[\r\n]\s*(?=\{)")
_JSON_CLOSE = lazy_pattern(r"\s*---[ \t]*(?:\r\n?|\n|\Z)")
_YAML_OPEN = lazy_pattern(
    r"---[ \t]*(?:\r\n?|\n)(?=(?:[ \t]*+(?:#[^\r\n]*+)?[\r\n]++)*+(?:['\"]?[\w-]+['\"]?[ \t]*:|---))"
)
_YAML_CLOSE = lazy_pattern(r"(?:(?<=\n)|(?<=\r))(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)")
_YAML_KEY = lazy_pattern(r"(?:(?<=\n)|(?<=\r))['\"]?([A-Za-z_][\w-]*)['\"]?[ \t]*:(?=[ \t\r\n]|\Z)")
_YAML_ITEM = lazy_pattern(r"[ \t]*-[ \t]+(?:[\w-]+:[ \t]+)?")
_FLOW_END = lazy_pattern(r"[,\]}\r\n]|\Z")
_YAML_NAME = lazy_pattern(r"[ \t]+name:[ \t]+")
_BLOCK_SCALAR = lazy_pattern(r"[|>][-+\d]*[ \t]*(?:#[^\r\n]*)?(?:\r\n?|\n|\Z)")
_EMPTY_LINE = lazy_pattern(r"(?:\r\n?|\n)[ \t]*(?:\r\n?|\n)")
_TOML_OPEN = lazy_pattern(r"\+\+\+[ \t]*(?:\r\n?|\n)")
_TOML_CLOSE = lazy_pattern(r"(?:(?<=\n)|(?<=\r))\+\+\+[ \t]*(?:\r\n?|\n|\Z)")
_TOML_KEY = lazy_pattern(r"(?:(?<=\n)|(?<=\r))(?:\"?([\w-]+)\"?[ \t]*=[ \t]*|(\[))")
_JSON_TOKEN = lazy_pattern(r'"(?:[^"\\]|\\.)*+(?:"|\Z)|[{}\[\],:]|[^\s"{}\[\],:]+', re.DOTALL)
_CODE_SPAN = lazy_pattern(r"(`[^`]+`)")
_COMMENT = lazy_pattern(r"(?:^|[ \t])#")
_LINE = lazy_pattern(r"[^\r\n]+")
_FOLD = r"[ \t]*(?:\r\n?|\n)\s*"
_ESCAPE = lazy_pattern(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|(?:\r\n?|\n)\s*|.)|" + _FOLD
)
_DOUBLED = lazy_pattern("''|" + _FOLD)
_ENTITY = lazy_pattern(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_NAMED = {"n": "\n", "t": "\t", "r": "\n", "0": "", "a": "", "b": "", "f": "\n", "e": "", "v": "\n",
          "N": "\n", "_": "\u00a0", "L": "\n", "P": "\n"}  # fmt: skip


def body_start(text: str) -> int:
    """Where the text of a file begins, behind a byte order mark and its front matter."""
    start = int(text.startswith("\ufeff"))
    found = _find(text, start)
    return found[0] if found else start


def read_front_matter(builder: ArticleBuilder, source: Source) -> tuple[int, Metadata]:
    """Emit the blocks of a file's front matter.

    Args:
        builder: gets a headline, decks, bylines and a dateline, as far as they are given.
        source: the whole file.

    Returns:
        Where the article's body begins, and what is known of it. Where the front matter has no date or no
        slug, the file's name may, as Jekyll has it.
    """
    text = source.text
    named = _POST.fullmatch(os.path.basename(source.path))
    date, slug = named.groups() if named else (None, None)
    start = int(text.startswith("\ufeff"))
    found = _find(text, start)
    if found is None:
        return start, Metadata(date=date, slug=slug)
    end, fields, values = found
    scalars: dict[Kind, list[Scalar]] = {}
    said: dict[str, str] = {}
    nobody: FrontMatterField | None = None
    for field in fields:
        key = field.key.lower()
        if key == _DRAFT:
            said[key] = text[field.start : field.end].strip()
        if key not in _KNOWN:
            continue
        written = [s for s in values(text, field.start, field.end) if any(p.text.strip() for p in s)]
        if not written:
            if _KINDS.get(key) is Kind.BYLINE and text[field.start : field.end].strip() in _EMPTY:
                nobody = field
            continue
        if kind := _KINDS.get(key):
            scalars.setdefault(kind, written)
            if kind is Kind.DECK and scalars[kind] is not written:
                scalars[kind] += written
        else:
            said.setdefault(key, _plain(written[0]))
    for kind in _SHOWN:
        for scalar in scalars.get(kind, ()):
            _emit(builder, kind, scalar)
    if nobody and Kind.BYLINE not in scalars and said.get(_DRAFT) != "true":
        _emit_empty(builder, text, nobody)
    known = {name: next((said[k] for k in keys if k in said), None) for name, keys in _TOLD.items()}
    first = {kind: _plain(found[0]) for kind, found in scalars.items()}
    language = _LANGUAGE_CODE.match(known["language"] or "")
    link = known["link"] or ""
    return end, Metadata(
        title=first.get(Kind.HEADLINE),
        author=", ".join(map(_plain, scalars.get(Kind.BYLINE, ()))) or None,
        date=first.get(Kind.DATELINE) or date,
        slug=known["slug"] or slug,
        language=language[0].replace("_", "-") if language else None,
        section=known["section"],
        link=None if _PLACEHOLDER.search(link) else link or None,
    )


def _find(text: str, start: int) -> tuple[int, Iterator[FrontMatterField], Values] | None:
    """Where the front matter ends, its fields, and how a field's values are read."""
    if opened := _JSON_OPEN.match(text, start):
        json = _json(text, opened.end())
        if json and (closed := _JSON_CLOSE.match(text, json[0])):
            return closed.end(), iter(json[1]), _flow_values
    elif opened := _YAML_OPEN.match(text, start):
        closed = _YAML_CLOSE.search(text, opened.end())
        # Without an end it is taken to end at the first empty line: the body is not to be lost.
        last = closed or _EMPTY_LINE.search(text, opened.end())
        stop = last.start() if last else len(text)
        return last.end() if last else len(text), _fields(_YAML_KEY, text, opened.end(), stop), _yaml_values
    if opened := _TOML_OPEN.match(text, start):
        if closed := _TOML_CLOSE.search(text, opened.end()):
            return closed.end(), _fields(_TOML_KEY, text, opened.end(), closed.start()), _toml_values
    elif text.startswith("{", start) and (json := _json(text, start)):
        return json[0], iter(json[1]), _flow_values
    return None


def _fields(key: re.Pattern[str], text: str, start: int, end: int) -> Iterator[FrontMatterField]:
    """The fields up to the first table; each value reaches to the next key."""
    name, at = "", start
    for match in key.finditer(text, start, end):
        if name:
            yield FrontMatterField(name, at, match.start())
        name, at = match[1] or "", match.end()
        if not name:
            return
    if name:
        yield FrontMatterField(name, at, end)


def _json(text: str, start: int) -> tuple[int, list[FrontMatterField]] | None:
    """The end of a JSON object that ends its line, and its fields."""
    fields: list[FrontMatterField] = []
    depth, key, value, token = 0, "", -1, ""
    for match in _JSON_TOKEN.finditer(text, start):
        before, token = token, match[0]
        if depth == 0 and token != "{":
            return None
        if token in "{[":
            depth += 1
        elif depth == 1 and token == ":":
            key, value = before.strip('"'), match.end()
        elif token in "}]" or (depth == 1 and token == ","):
            if depth == 1 and value >= 0:
                fields.append(FrontMatterField(key, value, match.start()))
                value = -1
            depth -= token != ","
            if depth == 0:
                line = _LINE.match(text, match.end())
                return (match.end(), fields) if fields and not (line and line[0].strip()) else None
        elif len(fields) == 0 and depth == 1 and value < 0 and not token.startswith('"'):
            return None
    return None


def _yaml_values(text: str, start: int, end: int) -> Iterator[Scalar]:
    at = _skip_blanks(text, start, end)
    if at == end or text[at] in "\r\n#":
        yield from _yaml_list(text, at, end)
    elif text[at] in "|>":
        if header := _BLOCK_SCALAR.match(text, at, end):
            yield _lines(text, header.end(), end)
    elif text[at] in "[{" and not text.startswith(("{{", "{%"), at):
        yield from _flow_values(text, at, end)
    elif text[at] not in "{&*!%@`":
        yield _yaml_scalar(text, at, end)


def _yaml_list(text: str, start: int, end: int) -> Iterator[Scalar]:
    """The items of a list, or the name in a mapping: `author:` and under it `name: Ann`."""
    for line in _LINE.finditer(text, start, end):
        opened = _YAML_ITEM.match(text, *line.span()) or _YAML_NAME.match(text, *line.span())
        if opened and (":" not in opened[0] or opened[0].rstrip().endswith("name:")):
            yield _yaml_scalar(text, opened.end(), line.end())


def _yaml_scalar(text: str, start: int, end: int) -> Scalar:
    if text[start:end][:1] in ("'", '"'):
        return _quoted(text, start, end, doubled=True)
    lines = []
    for line in _LINE.finditer(text, start, end):
        comment = _COMMENT.search(line[0])
        lines.append(_stripped(text, line.start(), line.start() + comment.start() if comment else line.end()))
        if comment:
            break
    return _joined(text, lines)


def _toml_values(text: str, start: int, end: int) -> Iterator[Scalar]:
    at = _skip_blanks(text, start, end)
    if text.startswith("[", at):
        yield from _flow_values(text, at, end)
    elif text[at:end].startswith(('"""', "'''")):
        closing = text.find(text[at : at + 3], at + 3, end)
        body = at + 3 + (text[at + 3 : at + 4] == "\n")
        if closing >= 0:
            yield list(_decoded(text, body, closing, _ESCAPE if text[at] == '"' else None))
    elif text[at:end][:1] in ("'", '"'):
        yield _quoted(text, at, end, doubled=False)
    elif line := _LINE.match(text, at, end):
        yield _joined(text, [_stripped(text, at, at + len(line[0].split("#")[0]))])


def _flow_values(text: str, start: int, end: int) -> Iterator[Scalar]:
    """The strings of `["a", b]` and of JSON; of what is within, only names."""
    depth, before, key = 0, "", ""
    for match in _JSON_TOKEN.finditer(text, start, end):
        token = match[0]
        if token in "{[":
            depth += 1
        elif token in "}]":
            depth -= 1
            if depth <= 0:
                return
        elif token == ":":
            key = before
        elif token == ",":
            key = ""
        elif not key or key.strip("\"'") == "name":
            if token[0] in "\"'":
                if text[match.end() : match.end() + 8].lstrip()[:1] != ":":
                    yield _quoted(text, match.start(), match.end(), doubled=True)
            elif depth and text[match.end() : match.end() + 1] != ":" and before in ("", "[", ",", ":"):
                stop = _FLOW_END.search(text, match.end(), end)
                yield _joined(text, [_stripped(text, match.start(), stop.start() if stop else match.end())])
            if not depth:
                return
        before = token


def _quoted(text: str, start: int, end: int, *, doubled: bool) -> Scalar:
    """A quoted scalar; nothing where its closing mark is missing. `doubled`: YAML's '' for an apostrophe."""
    mark = text[start]
    at = start + 1
    while (at := text.find(mark, at, end)) >= 0:
        if mark == '"':
            slashes = at - 1
            while text[slashes] == "\\":
                slashes -= 1
            if (at - slashes) % 2:
                return list(_decoded(text, start + 1, at, _ESCAPE))
            at += 1
        elif doubled and text.startswith("''", at):
            at += 2
        else:
            return list(_decoded(text, start + 1, at, _DOUBLED if doubled else None))
    return []


def _decoded(text: str, start: int, end: int, special: re.Pattern[str] | None) -> Iterator[TextPiece]:
    at = start
    for match in special.finditer(text, start, end) if special else ():
        if match.start() > at:
            yield TextPiece(text[at : match.start()], at, match.start())
        yield TextPiece(match[0] if len(match[0]) == 1 else _unescaped(match[0]), *match.span())
        at = match.end()
    if at < end:
        yield TextPiece(text[at:end], at, end)


def _unescaped(escape: str) -> str:
    if escape == "''":
        return "'"
    if escape[0] != "\\":
        return "\n"
    if escape[1] in "\r\n":
        return ""
    if len(escape) == 2:
        return _NAMED.get(escape[1], escape[1])
    units = [int(unit, 16) for unit in re.findall(r"\\[uUx]([0-9a-fA-F]+)", escape)]
    if len(units) == 2:
        return chr(0x10000 + ((units[0] & 0x3FF) << 10) + (units[1] & 0x3FF))
    code = units[0]
    return "\ufffd" if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF else chr(code)


def _lines(text: str, start: int, end: int) -> Scalar:
    return _joined(text, [_stripped(text, *line.span()) for line in _LINE.finditer(text, start, end)])


def _joined(text: str, spans: list[tuple[int, int]]) -> Scalar:
    """Lines as one text: what stands between two of them is a line break."""
    pieces: Scalar = []
    for start, end in spans:
        if start < end:
            if pieces:
                at = pieces[-1].end
                pieces.append(TextPiece(text[at] if start - at == 1 else "\n", at, start))
            pieces.append(TextPiece(text[start:end], start, end))
    return pieces


def _skip_blanks(text: str, start: int, end: int) -> int:
    while start < end and text[start] in " \t":
        start += 1
    return start


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())


def _plain(scalar: Scalar) -> str:
    return " ".join("".join(text for piece in _entities(scalar) for text in piece.text).split())


def _entities(scalar: Scalar) -> Iterator[TextPiece]:
    """The pieces with HTML's entities decoded: generators put these values into pages as they are."""
    for piece in scalar:
        at = 0
        if len(piece.text) == piece.end - piece.start and "&" in piece.text:
            from html import unescape

            for match in _ENTITY.finditer(piece.text):
                if (decoded := unescape(match[0])) != match[0]:
                    low, high = match.span()
                    if low > at:
                        yield TextPiece(piece.text[at:low], piece.start + at, piece.start + low)
                    yield TextPiece(decoded, piece.start + low, piece.start + high)
                    at = high
        if at < len(piece.text):
            yield TextPiece(piece.text[at:], piece.start + at, piece.end)


def _emit(builder: ArticleBuilder, kind: Kind, scalar: Scalar) -> None:
    builder.open_block()
    for piece in _entities(scalar):
        for text, start, end, role in _code_spans(piece):
            (builder.add_opaque if role is Role.OPAQUE else builder.add)(text, start, end)
    builder.close_block(kind, scalar[0].start, scalar[-1].end)


def _emit_empty(builder: ArticleBuilder, text: str, field: FrontMatterField) -> None:
    """Add a byline that names nobody: the field as it is written, which is no prose."""
    start = text.rfind(field.key, 0, field.start)
    end = field.start + len(text[field.start : field.end].rstrip())
    builder.open_block()
    builder.add_opaque(text[start:end], start, end)
    builder.close_block(Kind.BYLINE, start, end)


def _code_spans(piece: TextPiece) -> Iterator[TextPiece]:
    if "`" not in piece.text or len(piece.text) != piece.end - piece.start:
        yield piece
        return
    at = piece.start
    for i, part in enumerate(_CODE_SPAN.split(piece.text)):
        if part:
            yield TextPiece(part, at, at + len(part), Role.OPAQUE if i % 2 else Role.PROSE)
        at += len(part)
