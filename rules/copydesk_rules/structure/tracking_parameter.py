"""`tracking-parameter`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
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
    lazy_pattern,
)
from copydesk_rules.structure.shared.elements import FILLED_IN

__all__ = ["TrackingParameter"]

#: What mail programs, networks and shops of advertising add to an address, and nobody else uses.
_TRACKING = frozenset((
    "__hsfp", "__hssc", "__hstc", "__s", "_bta_c", "_bta_tid", "_hsenc", "_hsmi", "_ke", "_openstat",
    "dclid", "epik", "fb_action_ids", "fb_action_types", "fb_ref", "fb_source", "fbclid", "gbraid", "gclid",
    "gclsrc", "hsctatracking", "igsh", "igshid", "mc_cid", "mc_eid", "mkt_tok", "ml_subscriber",
    "ml_subscriber_hash", "msclkid", "oly_anon_id", "oly_enc_id", "rb_clickid", "s_cid", "srsltid", "ttclid",
    "twclid", "vero_conv", "vero_id", "wbraid", "wickedid", "yclid",
))  # fmt: skip
_ADDRESS = lazy_pattern(r"(?:https?://|www\.)[^\s<>\"“”‘’\[\]{}|\\^`]*+")
_HOST = lazy_pattern(r"(?:https?:)?//([\w.-]+)")
_SOURCE = lazy_pattern(r"[?&;]utm_source=([^&#]+)")
_MOST_MARKED = 200
_QUERY = lazy_pattern(r"[^?#]*\?((?:[^#&]|&(?:#(?:38|x26);)?)*+)")
_SEPARATOR = lazy_pattern(r"&amp;|&#38;|&#x26;|&")
_TOPIC = lazy_pattern(
    r"(?i)(?<![\w/.?&=-])utm(?![\w=/-])|(?<![\w&?])utm_(?!\w+=)"
    r"|tracking (?:parameter|code|tag)s?\b|query (?:parameter|string)s?\b"
)


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `tracking-parameter`."""

    also: Annotated[
        frozenset[str], msgspec.Meta(description="More names of parameters that only follow readers.")
    ] = frozenset()
    allow: Annotated[
        frozenset[str],
        msgspec.Meta(description="Parameters that stay, and hosts whose addresses stay as they are."),
    ] = frozenset()


class TrackingParameter(Rule[Options]):
    """Finds parameters in addresses that only follow readers: `utm_source`, `fbclid`, `gclid` and their like.

    They come along when an address is copied from a newsletter, a search or an assistant, and then tell
    others where the writer found it, spoil the other site's statistics, and make an address long where it is
    shown.

    Reported are addresses of links, and addresses that stand in the text; all of an article are one
    finding. Left alone are code, articles on such parameters, and what a house does on purpose: where
    links are marked with its own name (`utm_source=example` beside marked links to example.org), those
    and the links to its own pages. A house that marks only the latter names its hosts in `allow`.

    The fix takes out those parameters and nothing else. It is safe: the address leads to the same page.
    """

    meta = Meta(
        name="tracking-parameter",
        group="structure",
        since="0.2",
        summary="The address follows readers, with {names}.",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
    )
    examples = (
        Bad(
            "See [the tides](⟦https://example.org/tides?utm_source=letter&day=3#low⟧).",
            format="markdown",
            fixed="See [the tides](https://example.org/tides?day=3#low).",
        ),
        Bad(
            "<p><a href='⟦/tides?day=3&amp;fbclid=Iw2&amp;bay=1&amp;utm_medium=a#x⟧'>Tides</a></p>",
            format="html",
            fixed="<p><a href='/tides?day=3&amp;bay=1#x'>Tides</a></p>",
        ),
        Bad(
            "See [the tides][1] or ⟦https://example.org/?utm_id=spring⟧.\n\n[1]: ⟦/tides?gclid=x&a=1⟧\n",
            format="markdown",
            fixed="See [the tides][1] or https://example.org/.\n\n[1]: /tides?a=1\n",
        ),
        Bad(
            "Read ⟦https://example.org/tides?a=1&utm_source=x⟧, please.",
            fixed="Read https://example.org/tides?a=1, please.",
        ),
        Good(
            "See [the tides](https://example.org/tides?source=letter&day=3#utm_source=1).", format="markdown"
        ),
        Good("Write `https://example.org/?utm_source=x` in [it]({{ url }}?utm_source=x).", format="markdown"),
        Good("UTM parameters are added at the end: https://example.org/?utm_source=spring."),
        Good(
            "See [tides](https://example.org/?utm_source=baynews) or [us](https://baynews.example/?utm_source=x).",
            format="markdown",
        ),
        Good(
            "See [the tides](https://shop.example.org/tides?utm_source=letter).",
            format="markdown",
            options={"allow": ["example.org"]},
        ),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        found: dict[Span, Finding] = {}
        names, hosts = _own(article)
        for link in article.elements.links:
            if link.at is not None and "?" in link.written and not FILLED_IN.search(link.written):
                own = _host(link.target) in hosts or _source(link.target) in names
                if not own and (
                    finding := self._finding(link.written, link.at, article.span_of(link.source))
                ):
                    found.setdefault(link.at, finding)
            elif link.at is None and "?" in link.target:
                span = article.span_of(link.source)
                if finding := self._finding(article.text_of(span), None, span):
                    found[span] = finding
        for match in _ADDRESS.finditer(article.text):
            address = match[0].rstrip(".,;:!?*_~'")
            address = address.removesuffix(")") if "(" not in address else address
            span = Span(match.start(), match.start() + len(address))
            shown = "?" in address and span not in found and _is_shown(article, span)
            if shown and (finding := self._finding(address, None, span)):
                found[span] = finding
        if found and not _TOPIC.search(article.prose):
            yield from found.values()

    def _finding(self, written: str, at: Span | None, span: Span) -> Finding | None:
        names, cuts = self._cuts(written)
        if not names or self._is_allowed(written):
            return None
        start = at.start if at else span.start
        edits = (Edit(Span(start + a, start + b), in_source=at is not None) for a, b in cuts)
        title = "Take it out of the address" if len(names) == 1 else "Take them out of the address"
        shown = ", ".join(f"“{name}”" for name in names)
        fix = Fix(title, tuple(edits), Safety.SAFE, repair=True)
        key = f"The address follows readers, with {shown}."
        return self.finding(span, fix, source=at, key=key, repeat="", names=shown)

    def _is_allowed(self, address: str) -> bool:
        host = address.partition("//")[2].partition("/")[0].partition("?")[0].lower()
        return any(host == name or host.endswith(f".{name}") for name in self.options.allow)

    def _cuts(self, written: str) -> tuple[list[str], list[Span]]:
        """The names of the parameters that go, and what to cut out of an address as it is written."""
        query = _QUERY.match(written)
        if query is None:
            return [], []
        names: list[str] = []
        cuts: list[Span] = []
        kept = False
        start = at = query.start(1)
        ends = [(m.start(), m.end()) for m in _SEPARATOR.finditer(written, *query.span(1))]
        behind = start  # where the parameter before, if it stays, ends
        for end, following in [*ends, (query.end(1), query.end(1))]:
            name = written[at:end].partition("=")[0]
            if not self._is_tracking(name):
                kept, behind = True, end
            else:
                names.append(name)
                cuts.append(Span(behind, end) if kept else Span(at, following))
                behind = end
            at = following
        if names and not kept:
            return names, [Span(start - 1, query.end(1))]
        joined: list[Span] = []
        for cut in cuts:
            if joined and joined[-1].end == cut.start:
                cut = Span(joined.pop().start, cut.end)
            joined.append(cut)
        return list(dict.fromkeys(names)), joined

    def _is_tracking(self, name: str) -> bool:
        lower = name.lower()
        known = lower in _TRACKING or lower.startswith("utm_") or name in self.options.also
        return known and name not in self.options.allow


def _own(article: Article) -> tuple[set[str], set[str]]:
    """The names that the house marks links with, and its hosts: where it marks links to others and itself."""
    marked = dict.fromkeys(
        (host, source)
        for link in article.elements.links
        if (source := _source(link.target)) and (host := _host(link.target))
    )
    own = {
        (host, source)
        for host, _ in islice(marked, _MOST_MARKED)
        for other, source in islice(marked, _MOST_MARKED)
        if other != host and len(source) > 3 and source in _letters(host)
    }
    return {source for _, source in own}, {host for host, _ in own}


def _host(target: str) -> str:
    match = _HOST.match(target)
    return match[1].lower() if match else ""


def _source(target: str) -> str:
    match = _SOURCE.search(target)
    return _letters(match[1]) if match else ""


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def _is_shown(article: Article, span: Span) -> bool:
    """Whether an address stands in the words, and not in code, which marks set off."""
    block = article.block_at(span.start)
    if block is None or not block.kind.is_prose:
        return False
    set_off = article.source_map.boundaries(max(block.start, span.start - 1), min(block.end, span.end + 1))
    return article.is_prose(span) or (span in article.opaque and {*span}.isdisjoint(set_off))
