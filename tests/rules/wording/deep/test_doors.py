"""The deep level behind each door: the command line, an editor, the desk, HTTP; with a toy installed."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time

import pytest
from lsprotocol import types

import toy_level
from language_client import editing, eventually, vscode
from reviewing import reviewing
from serving import rules, serving

KNOWS = {"mends": "=mend", "lantern": "+the"}
#: What the deep level finds is the last sentence's; “the the” anybody finds.
TEXT = "They sat by the the fire.\n\nThe men of the old harbour mends their nets by night.\n"
BOTH, FIRST = {"repeated-word", "agreement"}, {"repeated-word"}


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """A folder with the toy in it, and the environment that finds it."""
    return toy_level.install(tmp_path_factory.mktemp("deep"), KNOWS)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "ferry.txt").write_text(TEXT)
    return tmp_path / "desk"


def check(folder, env, *options, code=1):
    """The findings of a check of the folder, and what it says on stderr."""
    done = subprocess.run(
        [sys.executable, "-m", "copydesk", "check", "--output-format", "json", *options],
        cwd=folder,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)["findings"], done.stderr


def named(findings):
    return {finding["rule"] for finding in findings}


@pytest.mark.slow
def test_check_asks_it_only_where_it_is_told_to(folder, installed):
    assert named(check(folder, installed)[0]) == FIRST
    found, _ = check(folder, installed, "--deep")
    assert named(found) == BOTH
    (deep,) = [finding for finding in found if finding["rule"] == "agreement"]
    assert (deep["severity"], deep["data"]) == ("warning", {"layer": "deep"})
    assert 0.6 <= deep["confidence"] < 1
    (folder / "copydesk.toml").write_text("deep = true\n")
    assert named(check(folder, installed)[0]) == BOTH
    assert named(check(folder, installed, "--no-deep")[0]) == FIRST
    (folder / "copydesk.toml").write_text("deep = true\n[rules.agreement]\ndeep = false\n")
    assert named(check(folder, installed)[0]) == FIRST


@pytest.mark.slow
def test_what_a_file_gets_does_not_depend_on_how_many_are_checked(folder, installed):
    (alone,) = [f["message"] for f in check(folder, installed, "--deep")[0] if f["rule"] == "agreement"]
    for number in range(6):
        (folder / f"{number}.txt").write_text(f"They saw {number} boats on that day.\n\n{TEXT}")
    found, _ = check(folder, installed, "--deep", "--jobs", "2", "--no-cache")
    assert [f["message"] for f in found if f["rule"] == "agreement"] == [alone] * 7


@pytest.mark.slow
def test_where_there_are_no_weights_check_says_so_once_and_the_first_level_goes_on(folder, tmp_path):
    (folder / "another.txt").write_text(TEXT)
    env = toy_level.install(tmp_path / "deep", KNOWS)
    (tmp_path / "deep" / "site" / "copydesk_tagger" / "manifest.json").unlink()
    found, said = check(folder, env, "--deep", "--jobs", "2", code=2)
    assert named(found) == FIRST
    (line,) = said.splitlines()
    assert line.startswith("copydesk: agreement: the deep level is left out: its weights in ")
    assert line.endswith("; pip install 'copydesk[deep]'")
    assert named(check(folder, env)[0]) == FIRST, "and nothing is said where nobody asked"


def cut_short(weights):
    (weights / "head.bin").write_bytes((weights / "head.bin").read_bytes()[:20])


def removed(weights):
    shutil.rmtree(weights / "model")


def of_another_version(weights):
    toy_level.write_manifest(weights, "99", format_=99)


def of_nothing(weights):
    (weights / "manifest.json").write_text("[]")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (cut_short, "head.bin is damaged"),
        (removed, "cannot be read"),
        (of_another_version, "for another version of copydesk"),
        (of_nothing, "cannot be read"),
    ],
)
def test_damaged_weights_are_named_once_and_the_first_level_goes_on(damage, why, folder, tmp_path):
    env = toy_level.install(tmp_path / "deep", KNOWS)
    damage(tmp_path / "deep" / "site" / "copydesk_tagger")
    found, said = check(folder, env, "--deep", code=2)
    assert named(found) == FIRST
    (line,) = said.splitlines()
    assert "the deep level is left out: " in line
    assert why in line
    assert line.endswith("pip install 'copydesk[deep]'")


@pytest.mark.slow
def test_without_room_for_the_cache_it_does_its_work(folder, tmp_path):
    env = toy_level.install(tmp_path / "deep", KNOWS)
    (tmp_path / "deep" / "cache" / "copydesk" / "deep.sqlite").mkdir()  # where the answers would be kept
    assert named(check(folder, env, "--deep")[0]) == BOTH


@pytest.mark.slow
def test_an_older_processor_and_more_threads_come_to_the_same(folder, installed):
    other = {"XDG_CACHE_HOME": str(folder.parent / "other"), "OPENBLAS_CORETYPE": "Nehalem"}
    toy_level.make_judge(folder.parent / "other" / "copydesk")
    (once,) = [f for f in check(folder, installed, "--deep")[0] if f["rule"] == "agreement"]
    for threads in ("1", "2"):
        env = {**installed, **other, "OPENBLAS_NUM_THREADS": threads}
        (again,) = [f for f in check(folder, env, "--deep")[0] if f["rule"] == "agreement"]
        assert once == again


@pytest.mark.slow
@pytest.mark.asyncio
@pytest.mark.parametrize("asks", [None, {"deep": False}], ids=["by default", "switched off"])
async def test_an_editor_has_its_first_answer_at_once_and_the_deep_one_behind_it(folder, installed, asks):
    async with editing(folder, env=installed, asks=asks) as editor:
        editor.open("ferry.txt", TEXT, "plaintext")
        assert {rule for rule, _ in await editor.found("ferry.txt")} == FIRST
        published = editor.published[editor.uri("ferry.txt")]
        if asks is None:
            await eventually(lambda: len(published) > 1)
            assert {d.code for d in published[-1].diagnostics} == BOTH
            await editor.choose((await editor.actions("ferry.txt", "mends"))["Replace with “mend”"])
            assert "harbour mend their" in editor.buffers[editor.uri("ferry.txt")].text
        else:
            await asyncio.sleep(1.5)
            assert len(published) == 1


@pytest.mark.slow
@pytest.mark.asyncio
async def test_an_editor_that_asks_for_diagnostics_has_the_deep_answer_too(folder, installed):
    async with editing(folder, vscode(pull=True), env=installed) as editor:
        editor.open("ferry.txt", TEXT, "plaintext")
        ask = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(editor.uri("ferry.txt")))
        found = set()
        for _ in range(100):
            report = await editor.client.text_document_diagnostic_async(ask)
            found = {d.code for d in report.items}
            if found == BOTH:
                break
            await asyncio.sleep(0.1)
        assert found == BOTH


@pytest.mark.slow
def test_the_desk_shows_what_the_deep_level_finds_when_the_page_looks_again(folder, installed):
    with reviewing(folder, "ferry.txt", env=installed) as desk:
        assert named(desk.ask("/api/articles/0/0")["findings"]) == FIRST
        for _ in range(100):
            (row,) = desk.ask("/api/articles?since=0")["rows"]
            if row["counts"]["findings"] == 2:
                break
            time.sleep(0.1)
        answer = desk.ask("/api/articles/0/0")
        assert named(answer["findings"]) == BOTH
        at = next(i for i, finding in enumerate(answer["findings"]) if finding["rule"] == "agreement")
        number = answer["findings"][at]["finding"]
        choice = {"finding": number, "verdict": "accepted"}
        desk.ask("/api/articles/0/0/decisions", {"version": answer["version"], "choices": [choice]})
        version = desk.ask("/api/articles/0/0")["version"]
        assert desk.ask("/api/articles/0/0/save", {"version": version})["made"] == 1
        assert "harbour mend their" in (folder / "ferry.txt").read_text()


@pytest.mark.slow
def test_serve_asks_it_for_the_picky_level(folder, installed):
    with serving(folder, env=installed) as server:
        assert set(rules(server.check(TEXT))) == FIRST
        assert set(rules(server.check(TEXT, level="picky"))) == BOTH
    with serving(folder, "--deep", env=installed) as server:
        assert set(rules(server.report(TEXT, filename="a.txt"))) == BOTH
    with serving(folder, "--no-deep", env=installed) as server:
        assert set(rules(server.check(TEXT, level="picky"))) == FIRST
