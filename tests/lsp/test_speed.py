"""The language server under load: long articles, fast typists, long days."""

import asyncio
import random
from pathlib import Path

import pytest
from lsprotocol import types

from copydesk.lsp.workspace import REST
from language_client import editing

pytestmark = [pytest.mark.asyncio, pytest.mark.slow]

EXPLAIN = types.ExecuteCommandParams("copydesk.explain", arguments=["repeated-word"])
_WHO = ["the harbour master", "a fisherman", "her neighbour", "the council", "an engineer", "the baker"]
_DID = ["said", "wrote", "remembered", "feared", "explained", "hoped", "argued", "denied", "promised"]
_WHAT = ["boats", "tides", "bridges", "ropes", "lamps", "winters", "tickets", "cranes", "sails", "maps"]
_HOW = ["slowly", "twice", "in spring", "at dusk", "before the war", "by hand", "again", "for years"]


def article(size: int) -> str:
    """An article of so many code points, in which few sentences are alike."""
    choose = random.Random(7)
    parts, length = ["# The long way to Harwick\n"], 0
    while length < size:
        sentences = []
        for _ in range(5):
            who, what = choose.choice(_WHO), choose.sample(_WHAT, 3)
            told = f"{who} {choose.choice(_DID)} that {what[0]} and {what[1]} were counted"
            how = f"{choose.choice(_HOW)}, {choose.randint(3, 90)} {what[2]} at a time."
            sentences.append(f"{told} {how}".capitalize())
        parts.append(" ".join(sentences) + "\n")
        length += len(parts[-1]) + 1
    return "\n".join(parts)[:size]


def processor_time(pid: int) -> float:
    """The seconds that a process has had on a processor: what else the machine does counts for nothing."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


async def test_findings_follow_the_last_change_of_a_long_article_in_no_time(tmp_path):
    text = article(100_000)
    async with editing(tmp_path) as editor:
        editor.open("a.md", text)
        await editor.found("a.md")
        start = processor_time(editor.client._server.pid)
        editor.type("a.md", (0, 0, "x"))
        await editor.found("a.md")
        once = processor_time(editor.client._server.pid) - start
        waits = []
        for _ in range(7):
            at = len(text) // 2
            for letter in "again and and ":
                editor.type("a.md", (at, at, letter))
                at += 1
                await asyncio.sleep(0.06)
            start = processor_time(editor.client._server.pid)
            assert ("repeated-word", " and") in await editor.found("a.md")
            waits.append(processor_time(editor.client._server.pid) - start)
        assert sorted(waits)[len(waits) // 2] < 1.5 * once, (once, waits)  # and not once a letter


async def test_the_editor_is_answered_while_a_long_article_is_checked(tmp_path):
    async with editing(tmp_path) as editor:
        editor.open("a.md", article(100_000))
        await editor.found("a.md")
        waits = []
        for _ in range(7):
            editor.type("a.md", (0, 0, "x"))
            await asyncio.sleep(REST + 0.02)  # the check has begun
            start = processor_time(editor.client._server.pid)
            assert await editor.client.workspace_execute_command_async(EXPLAIN)
            waits.append(processor_time(editor.client._server.pid) - start)
            await editor.found("a.md")
        assert sorted(waits)[len(waits) // 2] < 0.1, waits


@pytest.mark.nightly
async def test_a_long_day_leaves_the_memory_as_it_was(tmp_path):
    text = article(5_000)
    async with editing(tmp_path) as editor:
        editor.open("a.md", text)
        process = Path(f"/proc/{editor.client._server.pid}/status")

        def memory() -> int:
            (line,) = (line for line in process.read_text().splitlines() if line.startswith("VmRSS"))
            return int(line.split()[1])

        async def edits(n: int) -> None:
            for i in range(n):
                at = (i * 37) % len(text)
                editor.type("a.md", (at, at, "x"), (at, at + 1, ""))
                if i % 50 == 49:
                    await editor.found("a.md")

        await edits(4_000)
        before = memory()
        await edits(10_000)
        assert memory() - before < 4_000  # kB
