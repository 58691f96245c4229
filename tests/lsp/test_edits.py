"""Whatever is typed, wherever: the server has the text that the editor has."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from language_client import editing, vscode


@pytest.mark.slow
@given(data=st.data())
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_edits_lead_to_what_the_whole_text_does(tmp_path, encoding, data):
    words = ["the the ", "🚢", "e\u0301", "\r\n", "\n", "\r", "\u2028", "\x0c", " ", "é, ", "and and", "."]
    some = st.lists(st.sampled_from(words), max_size=6).map("".join)

    async def session() -> None:
        async with editing(tmp_path, vscode(encodings=[encoding])) as editor:
            buffer = editor.open("a.md", "The ferry left the the harbour 🚢.\r\n\r\nIt was so.\n")
            for round_ in range(8):
                edits, text = [], buffer.text
                for _ in range(data.draw(st.integers(1, 8))):
                    places = [i for i in range(len(text) + 1) if text[i - 1 : i + 1] != "\r\n"]
                    start = data.draw(st.sampled_from(places))
                    end = data.draw(st.sampled_from([p for p in places if start <= p <= start + 9]))
                    edits.append((start, end, data.draw(some)))
                    text = text[:start] + edits[-1][2] + text[end:]
                editor.type("a.md", *edits)
                assert buffer.text == text
                fresh = f"untitled:{round_}.md"
                editor.open(fresh, text)
                assert await editor.found("a.md") == await editor.found(fresh)
                assert [d.range for d in await editor.diagnostics("a.md")] == [
                    d.range for d in await editor.diagnostics(fresh)
                ]

    asyncio.run(session())
