"""What inputs are made of: the fixtures, and the examples of every rule."""

from __future__ import annotations

import json
from pathlib import Path

from msgspec import Struct

from copydesk.readers import format_of, is_export
from copydesk.rule.plugins import find_plugins, load_plugins

__all__ = ["ROOT", "Seed", "seeds"]

ROOT = Path(__file__).parent.parent
_CONFIGURATION = b"""\
language = "en"
encoding = "utf-8"

[house]
names = ["Helix Energy", "Mohammed bin Tarrif"]
dialect = "en-GB"

[house.terms]
"e-mail" = "email"
"boat" = "big boat"

[rules.confusable-word]
confidence = "possible"
disabled = ["flout > flaunt"]

[rules.mixed-quotes]
markdown = true
severity = "error"

[per-file."drafts/**"]
ignore = ["repetition"]
"""
_BASELINE = (
    b'{"schema": "copydesk/baseline/1"}\n'
    b'{"path":"a.md","rule":"repeated-word","words":"the","before":"in","after":"end","since":"2025-01-02"}\n'
    b'{"path":"b.md","rule":"mixed-quotes","words":"","before":"","after":"","since":"2025-01-02","nth":2,'
    b'"owner":"a","reason":"b","expires":"2031-02-03"}\n'
)


class Seed(Struct, frozen=True):
    """An input to make others of.

    Attributes:
        kind: the name of a format, or of a kind of settings.
        data: the bytes.
    """

    kind: str
    data: bytes


def seeds() -> dict[str, list[Seed]]:
    """The seeds of each kind."""
    found: dict[str, list[Seed]] = {}

    def add(kind: str, data: bytes) -> None:
        found.setdefault(kind, []).append(Seed(kind, data))

    for rule in load_plugins(find_plugins()).rules.values():
        for example in rule.examples:
            add(example.format, example.text.replace("⟦", "").replace("⟧", "").encode())
    for path in sorted((ROOT / "fixtures").rglob("*")):
        kind = format_of(path.name)
        data = path.read_bytes() if path.is_file() and kind else b""
        if kind and data and (kind not in ("wxr", "ghost") or is_export(kind, data)):
            add(kind, data)
    for kind, data in (("configuration", _CONFIGURATION), ("baseline", _BASELINE), ("cache", b"")):
        add(kind, data)
    add("ghost", json.dumps(_GHOST).encode())
    add("wxr", _WXR)
    found["blocks"] = [Seed("blocks", seed.data) for seed in found["html"]]
    add("rtf", _RTF)
    return found


_GHOST = {
    "db": [
        {
            "meta": {"version": "5.0"},
            "data": {
                "posts": [
                    {
                        "id": "1",
                        "title": "The the harbour",
                        "slug": "harbour",
                        "status": "published",
                        "html": "<p>In teh end of a hour.</p><p>“It's” she said</p>",
                        "lexical": None,
                        "mobiledoc": None,
                    },
                    {
                        "id": "2",
                        "title": "Two",
                        "lexical": '{"root":{"children":[{"type":"paragraph","children":'
                        '[{"type":"text","text":"In the the end"}]}]}}',
                    },
                ]
            },
        }
    ]
}
_WXR = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>News</title><item><title>The the boat</title><link>https://example.org/1</link>
<content:encoded><![CDATA[<p>In the the end, it was an hour&nbsp; late.</p>]]></content:encoded>
<wp:post_id>1</wp:post_id><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>
</channel></rss>
"""
_RTF = (
    rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\pard\b The the\b0  boat\'92s crew\par "
    rb"In \u8220?a hour\u8221?.\par}"
)
