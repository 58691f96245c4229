"""The language server, as an editor sees it."""

import ast
import asyncio
import sys
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from copydesk.lsp.workspace import REST
from language_client import Editor, _client, connected, editing, eventually, types_path, vscode

pytestmark = pytest.mark.asyncio

STORY = """# The ferry to Harwick

The ferry left the the harbour at noon 🚢. She made a discrete enquiry, and and went home.

The harbour master , Mr Kowalczyk, said that it was fine. “It was a discrete affair,” he said.

Two hundred people and thirty cars went to the island on every day of that long and windy summer.

Two hundred people and thirty cars went to the island on every day of that long and windy summer.
"""


async def test_findings_are_published_with_all_that_is_known_of_them(tmp_path):
    async with editing(tmp_path) as editor:
        buffer = editor.open("ferry.md", STORY)
        found = {d.code: d for d in await editor.diagnostics("ferry.md")}
        copy = found["duplicate-paragraph"]
        assert (copy.source, copy.severity) == ("copydesk", types.DiagnosticSeverity.Error)
        assert buffer.offset(copy.range.start) == STORY.rindex("Two hundred")
        assert list(copy.tags) == [types.DiagnosticTag.Unnecessary]
        (first,) = copy.related_information
        assert first.location.uri == editor.uri("ferry.md")
        assert buffer.offset(first.location.range.start) == STORY.index("Two hundred")
        page = Path(types_path(copy.code_description.href)).read_text()
        assert page.startswith("# duplicate-paragraph\n")
        assert found["punctuation-spacing"].severity == types.DiagnosticSeverity.Warning
        assert found["confusable-word"].tags is None


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_positions_are_in_the_units_of_the_editor(tmp_path, encoding, newline):
    text = "Café 😀 e\u0301 ﷽ met the the 🚢 crew.\n\n👩‍🚀 It was \x0b so so, they\u2028said said.\n"
    text = text.replace("\n", newline)
    async with editing(tmp_path, vscode(encodings=[encoding, "utf-16"])) as editor:
        assert editor.encoding == encoding
        editor.open("a.txt", text, "plaintext")
        assert ("repeated-word", " the") in await editor.found("a.txt")
        editor.type("a.txt", (text.index("😀"), text.index("😀") + 1, "🚢🚢 x"))
        assert ("repeated-word", " the") in await editor.found("a.txt")
        await editor.choose((await editor.actions("a.txt", " the 🚢"))["Delete one “the”"])
        assert "met the 🚢 crew" in editor.buffers[editor.uri("a.txt")].text


async def test_an_editor_that_counts_bytes_and_does_not_say_so_is_told_of(tmp_path):
    async with editing(tmp_path, options=("--position-encoding", "utf-8")) as editor:
        assert editor.encoding == "utf-8"
        editor.open("a.md", "Café 🚢 met the the crew.\n")
        assert await editor.found("a.md") == [("repeated-word", " the")]


async def test_the_editor_that_offers_no_encoding_counts_in_utf_16(tmp_path):
    async with editing(tmp_path, vscode()) as editor:
        assert editor.encoding == "utf-16"


async def test_texts_that_are_articles_are_checked_and_no_others(tmp_path):
    (tmp_path / "copydesk.toml").write_text('exclude = ["drafts/"]\n')
    async with editing(tmp_path) as editor:
        for name, language in [
            ("a.md", "markdown"),
            ("b", "html"),
            ("notes.txt", "text"),
            ("page.htm", "django-html"),
            ("untitled:Untitled-1", "plaintext"),
        ]:
            editor.open(name, "The ferry left the the harbour.\n", language)
            assert ("repeated-word", " the") in await editor.found(name), name
        editor.open("drafts/c.md", STORY)
        assert await editor.found("drafts/c.md") == []
        editor.open("a.py", "# the the", "python")
        editor.open("z.md", STORY)
        await editor.found("z.md")
        assert editor.uri("a.py") not in editor.published


async def test_unsaved_text_is_what_is_checked_and_a_closed_one_has_no_findings(tmp_path):
    (tmp_path / "a.md").write_text("All is well.\n")
    async with editing(tmp_path) as editor:
        editor.open("a.md")
        assert await editor.found("a.md") == []
        editor.type("a.md", (4, 6, "is is"))
        assert await editor.found("a.md") == [("repeated-word", " is")]
        editor.close("a.md")
        await eventually(lambda: editor.published[editor.uri("a.md")][-1].version is None)
        assert editor.published[editor.uri("a.md")][-1].diagnostics == ()


async def test_an_editor_that_asks_for_diagnostics_is_sent_none(tmp_path):
    async with editing(tmp_path, vscode(pull=True)) as editor:
        editor.open("a.md", STORY)

        async def pull(previous: str | None = None, name: str = "a.md"):
            identifier = types.TextDocumentIdentifier(editor.uri(name))
            params = types.DocumentDiagnosticParams(identifier, previous_result_id=previous)
            return await editor.client.text_document_diagnostic_async(params)

        first = await pull()
        assert "duplicate-paragraph" in {d.code for d in first.items}
        assert (await pull(first.result_id)).kind == "unchanged"
        editor.type("a.md", (0, len(STORY), "They sat and and waited.\n"))
        second = await pull(first.result_id)
        assert [d.code for d in second.items] == ["repeated-word"]
        assert (await pull(name="never-opened.md")).items == ()
        (tmp_path / "copydesk.toml").write_text('ignore = ["repeated-word"]\n')
        editor.touched("copydesk.toml")
        await eventually(lambda: editor.client.diagnostic_refresh_count >= 2)
        assert (await pull(second.result_id)).items == ()
        assert not editor.published


async def test_each_fix_is_offered_and_does_what_it_says(tmp_path):
    async with editing(tmp_path) as editor:
        buffer = editor.open("a.md", STORY)
        actions = await editor.actions("a.md", "discrete enquiry")
        assert not actions["Replace with “discreet”"].is_preferred
        await editor.choose(actions["Replace with “discreet”"])
        assert "a discreet enquiry" in buffer.text
        spoken = await editor.actions("a.md", "discrete affair")
        assert "Replace with “discreet”" not in spoken  # somebody said it: it is shown, never applied
        actions = await editor.actions("a.md", " the harbour at")
        assert actions["Delete one “the”"].is_preferred
        assert actions["Delete one “the”"].diagnostics[0].code == "repeated-word"
        await editor.choose(actions["Delete one “the”"])
        assert "left the harbour" in buffer.text
        assert ("repeated-word", " and") in await editor.found("a.md")


async def test_all_findings_of_a_rule_are_mended_at_once(tmp_path):
    async with editing(tmp_path) as editor:
        buffer = editor.open("a.md", STORY)
        await editor.choose((await editor.actions("a.md", " the harbour at"))["Fix all of repeated-word (2)"])
        assert "left the harbour at noon" in buffer.text
        assert "enquiry, and went home" in buffer.text
        assert "repeated-word" not in {rule for rule, _ in await editor.found("a.md")}


async def test_what_is_safe_is_mended_on_saving(tmp_path, copydesk):
    (tmp_path / "a.md").write_bytes(STORY.replace("\n", "\r\n").encode())
    async with editing(tmp_path) as editor:
        buffer = editor.open("a.md")
        actions = await editor.actions("a.md", "#", only=[types.CodeActionKind.SourceFixAll])
        (action,) = actions.values()
        assert (action.kind, action.edit) == ("source.fixAll.copydesk", None)
        await editor.choose(action)
        assert copydesk("check", "--fix", "a.md").returncode == 1
        assert buffer.text == (tmp_path / "a.md").read_bytes().decode()
        await editor.found("a.md")
        assert await editor.actions("a.md", "#", only=[types.CodeActionKind.Source]) == {}


async def test_an_editor_that_cannot_resolve_actions_is_given_the_edit(tmp_path):
    can = vscode()
    can.text_document.code_action.resolve_support = None
    can.workspace.workspace_edit = None
    async with editing(tmp_path, can) as editor:
        buffer = editor.open("a.md", STORY)
        (action,) = (await editor.actions("a.md", "#", only=["source.fixAll.copydesk"])).values()
        editor.apply(action.edit)
        assert "left the harbour" in buffer.text


async def test_a_command_mends_what_is_safe(tmp_path):
    async with editing(tmp_path) as editor:
        buffer = editor.open("a.md", STORY)
        params = types.ExecuteCommandParams("copydesk.fixAll", arguments=[editor.uri("a.md")])
        await editor.client.workspace_execute_command_async(params)
        assert "left the harbour" in buffer.text
        params = types.ExecuteCommandParams("copydesk.explain", arguments=["repeated-word"])
        page = await editor.client.workspace_execute_command_async(params)
        assert page.startswith("# repeated-word")
        params = types.ExecuteCommandParams("copydesk.explain", arguments=["repeeted-word"])
        with pytest.raises(JsonRpcException, match="did you mean 'repeated-word'"):
            await editor.client.workspace_execute_command_async(params)


async def test_hovering_explains(tmp_path):
    async with editing(tmp_path) as editor:
        buffer = editor.open("a.md", STORY)

        async def hover(words: str):
            at = buffer.position(buffer.text.index(words))
            identifier = types.TextDocumentIdentifier(editor.uri("a.md"))
            return await editor.client.text_document_hover_async(types.HoverParams(identifier, at))

        shown = await hover("discrete affair")
        assert "Replace with “discreet” (not to be applied)" in shown.contents.value
        assert "### confusable-word" in shown.contents.value
        assert buffer.words(shown.range) == "discrete"
        assert await hover("Harwick") is None


async def test_a_rule_is_ignored_in_one_file(tmp_path):
    (tmp_path / "posts").mkdir()
    (tmp_path / "copydesk.toml").write_text("# ours\n[rules.repeated-word]\nseverity = 'warning'\n")
    async with editing(tmp_path) as editor:
        for name in ("posts/a [1].md", "posts/b.md"):
            editor.open(name, "They sat and and waited.\n")
        title = "Ignore repeated-word in this file"
        await editor.choose((await editor.actions("posts/a [1].md", " and waited"))[title])
        editor.touched("copydesk.toml")
        await eventually(lambda: editor.published[editor.uri("posts/a [1].md")][-1].diagnostics == ())
        editor.type("posts/b.md", (0, 0, "So "))
        assert await editor.found("posts/b.md") == [("repeated-word", " and")]
        settings_ = (tmp_path / "copydesk.toml").read_text()
        assert settings_.startswith("# ours\n[rules.repeated-word]\nseverity = 'warning'\n\n[[overrides]]\n")


async def test_a_name_is_added_to_those_of_the_house(tmp_path):
    story = "Mr Kowalczyk spoke. Mr Kowalczyk left. Mr Kowalczyk sang. Then Mr Kowalcyzk came.\n"
    async with editing(tmp_path) as editor:
        editor.open("a.md", story)
        assert ("inconsistent-name", "Kowalcyzk") in await editor.found("a.md")
        await editor.choose((await editor.actions("a.md", "Kowalcyzk"))["Add “Kowalcyzk” to the house names"])
        assert (tmp_path / "copydesk.toml").read_text() == '[house]\nnames = ["Kowalcyzk"]\n'
        editor.touched("copydesk.toml")
        await eventually(lambda: editor.published[editor.uri("a.md")][-1].diagnostics == ())


async def test_a_name_of_the_ledger_is_held_against_what_is_typed(tmp_path):
    (tmp_path / "copydesk.toml").write_text('[house]\nledger = "copydesk-ledger.txt"\n')
    (tmp_path / "copydesk-ledger.txt").write_text("Ines Kowalczyk\n")
    async with editing(tmp_path) as editor:
        editor.open("a.md", "A letter by Ines Kowalcyzk and by Mohammad bin Tarrif came on Monday.\n")
        assert await editor.found("a.md") == [("inconsistent-name", "Kowalcyzk")]
        (tmp_path / "copydesk-ledger.txt").write_text("Ines Kowalczyk\nMohammed bin Tarrif\n")
        editor.touched("copydesk-ledger.txt")
        await eventually(lambda: len(editor.published[editor.uri("a.md")][-1].diagnostics) == 2)
        await editor.choose((await editor.actions("a.md", "Mohammad"))["Replace with “Mohammed”"])
        await editor.choose((await editor.actions("a.md", "Kowalcyzk"))["Replace with “Kowalczyk”"])
        assert await editor.found("a.md") == []


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ('select = ["wording"]\nignore = [\n', 2),
        ('select = ["wording"]\n\nignroe = ["repeated-word"]\n', 3),
        ('[house]\n\n[rules.repeated-word]\nseverity = "fatal"\n', 4),
        ('\nselect = ["repeeted-word"]\n', 2),
    ],
)
async def test_a_broken_configuration_is_shown_in_its_file_until_it_is_mended(tmp_path, wrong, line):
    file = tmp_path / "copydesk.toml"
    file.write_text(wrong)
    async with editing(tmp_path) as editor:
        editor.open("a.md", STORY)
        editor.open("b.md", STORY)
        assert await editor.found("a.md") == await editor.found("b.md") == []
        (shown,) = editor.published[file.as_uri()][-1].diagnostics
        assert shown.severity == types.DiagnosticSeverity.Error
        assert shown.range.start.line == line - 1
        assert len(editor.client.messages) == 1
        assert "copydesk.toml" in editor.client.messages[0].message
        file.write_text('ignore = ["repetition"]\n')
        editor.touched("copydesk.toml")
        await eventually(lambda: editor.published[file.as_uri()][-1].diagnostics == ())
        editor.type("a.md", (0, 0, " "))
        assert "confusable-word" in {rule for rule, _ in await editor.found("a.md")}
        assert len(editor.client.messages) == 1


async def test_the_configuration_is_watched_or_else_read_anew_on_saving(tmp_path):
    async with editing(tmp_path) as editor:
        await eventually(lambda: editor.registered)
        assert editor.registered[0].method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    async with editing(tmp_path, vscode(watch=False)) as editor:
        editor.open("a.md", "They sat and and waited.\n")
        assert await editor.found("a.md") == [("repeated-word", " and")]
        assert not editor.registered
        (tmp_path / "copydesk.toml").write_text('ignore = ["repeated-word"]\n')
        editor.save("a.md")
        await eventually(lambda: editor.published[editor.uri("a.md")][-1].diagnostics == ())


async def test_each_folder_has_its_own_configuration(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name / ".git").mkdir(parents=True)
    (tmp_path / "two" / "copydesk.toml").write_text('ignore = ["repeated-word"]\n')
    async with editing(tmp_path / "one") as editor:
        folder = types.WorkspaceFolder((tmp_path / "two").as_uri(), "two")
        event = types.WorkspaceFoldersChangeEvent([folder], [])
        editor.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))
        for name, found in [("one/a.md", [("repeated-word", " and")]), ("two/a.md", [])]:
            uri = (tmp_path / name).as_uri()
            editor.open(uri, "They sat and and waited.\n")
            assert await editor.found(uri) == found


BROKEN = '''
import os, sys, time
from copydesk import Good, Meta, NoOptions, Rule, Span

class Crash(Rule[NoOptions]):
    """Crashes."""
    meta = Meta(name="crash", group="x", summary="", since="1")
    def check(self, article):
        print("Content-Length: 3\\r\\n\\r\\nnonsense", flush=True)
        sys.stdin.read()
        yield 1 / 0

class Slow(Rule[NoOptions]):
    """Takes its time, and says so."""
    meta = Meta(name="slow", group="x", summary="", since="1")
    def check(self, article):
        for _ in range(50):
            time.sleep(0.01)
        with open(os.environ["CHECKED"], "a") as log:
            log.write("slow\\\\n")
        return iter(())

class Last(Rule[NoOptions]):
    """Comes after it."""
    meta = Meta(name="last", group="x", summary="", since="1")
    def check(self, article):
        with open(os.environ["CHECKED"], "a") as log:
            log.write("last\\\\n")
        return iter(())

RULES = (Crash, Slow, Last)
'''


@pytest.fixture
def broken(pack, tmp_path):
    """An environment with a rule that crashes, one that is slow, and one that comes last."""
    record = tmp_path / "checked"
    record.touch()
    return {**pack(BROKEN.replace("\\\\n", "\\n")), "CHECKED": str(record)}


async def test_a_rule_that_crashes_is_one_line_in_the_log(tmp_path, broken):
    async with editing(tmp_path, env=broken) as editor:
        editor.open("a.md", "They sat and and waited.\n")
        for _ in range(3):
            assert await editor.found("a.md") == [("repeated-word", " and")]
            editor.type("a.md", (0, 0, "So "))
        assert await editor.found("a.md") == [("repeated-word", " and")]
        (line,) = editor.client.log_messages
        assert "the rule crash crashed: ZeroDivisionError" in line.message
        assert not editor.client.messages


async def test_work_for_an_older_text_is_given_up(tmp_path, broken):
    record = Path(broken["CHECKED"])
    async with editing(tmp_path, env=broken) as editor:
        editor.open("a.md", "They sat and and waited.\n")
        await editor.found("a.md")
        record.write_text("")
        for _ in range(10):
            editor.type("a.md", (0, 0, "So "))
            await asyncio.sleep(0.1)  # time to begin, and not to end
        await editor.found("a.md")
        assert len(editor.published[editor.uri("a.md")]) == 2
        assert record.read_text().split().count("last") == 1


async def test_an_editor_may_ask_for_other_severities_and_for_checks_on_saving_only(tmp_path):
    asks = {"run": "save", "severity": {"error": "hint"}}
    async with editing(tmp_path, vscode(pull=True), asks=asks) as editor:
        editor.open("a.md", "They sat and and waited.\n")
        (finding,) = await editor.diagnostics("a.md")
        assert finding.severity == types.DiagnosticSeverity.Hint
        editor.type("a.md", (0, 0, "At at noon, then. "))
        assert "Delete one “and”" in await editor.actions("a.md", " and waited")
        await asyncio.sleep(4 * REST)
        assert len(editor.published[editor.uri("a.md")]) == 1
        editor.save("a.md")
        assert len(await editor.diagnostics("a.md")) == 2


@pytest.mark.parametrize(
    ("asks", "told"),
    [
        ({"severity": {"error": "loud"}}, "expected one of error, warning, information, hint"),
        ({"severity": {"eror": "hint"}}, "did you mean 'error'"),
    ],
)
async def test_a_wrong_option_is_said(tmp_path, asks, told):
    async with editing(tmp_path, asks=asks) as editor:
        editor.open("a.md", "They sat and and waited.\n")
        await editor.found("a.md")
        (message,) = editor.client.messages
        assert told in message.message


async def test_an_option_that_there_is_not_is_said(tmp_path):
    async with editing(tmp_path, asks={"severty": {}}) as editor:
        editor.open("a.md", "They sat and and waited.\n")
        assert await editor.found("a.md") == [("repeated-word", " and")]
        (message,) = editor.client.messages
        assert "severty" in message.message
        assert "did you mean 'severity'" in message.message


async def test_shutdown_and_exit_end_the_process(tmp_path):
    async with editing(tmp_path) as editor:
        server = editor.client._server
        editor.open("a.md", STORY * 50)
    assert server.returncode == 0


async def test_the_server_ends_when_the_editor_is_gone(tmp_path):
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "copydesk", "lsp", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    server.stdin.close()
    async with asyncio.timeout(60):
        assert await server.wait() == 0


async def test_an_editor_connects_by_a_socket_of_this_machine(tmp_path):
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "copydesk", "lsp", "--tcp", "0", stderr=asyncio.subprocess.PIPE
    )
    said = (await server.stderr.readline()).decode()
    assert said.startswith("copydesk: waiting for an editor on 127.0.0.1:")
    client = _client(lambda: editor)
    editor = Editor(client, tmp_path)
    await client.start_tcp("127.0.0.1", int(said.rpartition(":")[2]))
    await connected(editor, None)
    editor.open("a.md", "They sat and and waited.\n")
    assert await editor.found("a.md") == [("repeated-word", " and")]
    client.protocol.writer.close()  # the editor dies
    async with asyncio.timeout(60):
        assert await server.wait() == 0


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("0.0.0.0:2087", "only this machine may connect"),
        ("example.org:1", "only this machine may connect"),
        ("port", "expected a port"),
        ("127.0.0.1:99999", "expected a port"),
    ],
)
async def test_an_address_that_others_could_reach_is_refused(copydesk, address, told):
    run = copydesk("lsp", "--tcp", address)
    assert run.returncode == 2
    assert told in run.stderr.decode()
    assert len(run.stderr.splitlines()) == 1


async def test_a_finding_passes_by_a_comment(tmp_path):
    async with editing(tmp_path) as editor:
        buffer = editor.open("a.md", STORY)
        action = (await editor.actions("a.md", " the harbour at"))["Ignore repeated-word here"]
        assert action.edit is None
        await editor.choose(action)
        assert "\n<!-- copydesk-ignore repeated-word -->\n\nThe ferry left the the" in buffer.text
        rules = {rule for rule, _ in await editor.found("a.md")}
        assert "duplicate-paragraph" in rules  # nothing else is let pass
        assert not rules & {"repeated-word", "unused-ignore"}


async def test_where_no_comment_can_stand_that_is_said(tmp_path):
    text = "| a | b |\n| - | - |\n| They sat and and waited. | so |\n"
    async with editing(tmp_path) as editor:
        buffer = editor.open("a.md", text)
        await editor.choose((await editor.actions("a.md", " and waited"))["Ignore repeated-word here"])
        await eventually(lambda: editor.client.messages)
        assert "no comment can stand there" in editor.client.messages[0].message
        assert buffer.text == text
    can = vscode()
    can.text_document.code_action.resolve_support = None
    async with editing(tmp_path, can) as editor:  # what cannot be done is not offered, where that is known
        editor.open("a.md", text)
        assert "Ignore repeated-word here" not in await editor.actions("a.md", " and waited")
        assert not editor.client.messages


async def test_in_plain_text_a_finding_passes_by_the_baseline(tmp_path):
    async with editing(tmp_path) as editor:
        editor.open("a.txt", "They sat and and waited. It was at at noon.\n", "plaintext")
        action = (await editor.actions("a.txt", " and waited"))["Ignore repeated-word here"]
        command = ast.literal_eval(action.command)  # lsprotocol takes the action for its command
        params = types.ExecuteCommandParams(command["command"], command["arguments"])
        await editor.client.workspace_execute_command_async(params)
        await eventually(lambda: len(editor.published[editor.uri("a.txt")][-1].diagnostics) == 1)
        assert await editor.found("a.txt") == [("repeated-word", " at")]
        (entry,) = (tmp_path / "copydesk-baseline.jsonl").read_text().splitlines()[1:]
        assert '"path":"a.txt","rule":"repeated-word"' in entry
        editor.type("a.txt", (0, 0, "Well. "))
        assert await editor.found("a.txt") == [("repeated-word", " at")]
        (mend,) = (await editor.actions("a.txt", "Well", only=["source.fixAll"])).values()
        await editor.choose(mend)
        assert editor.buffers[editor.uri("a.txt")].text == "Well. They sat and and waited. It was at noon.\n"


async def test_a_broken_baseline_is_shown_in_its_file(tmp_path):
    file = tmp_path / "copydesk-baseline.jsonl"
    file.write_text('{"schema":"copydesk/baseline/1"}\n\nnonsense\n')
    async with editing(tmp_path) as editor:
        editor.open("a.md", STORY)
        assert await editor.found("a.md") == []
        (shown,) = editor.published[file.as_uri()][-1].diagnostics
        assert shown.range.start.line == 2
        file.unlink()
        editor.touched("copydesk-baseline.jsonl")
        await eventually(lambda: editor.published[file.as_uri()][-1].diagnostics == ())
