"""`copydesk serve`, clients of LanguageTool that others wrote, and LanguageTool's own server beside it."""

import json
import shutil
import socket
import subprocess
import time
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest

import tools
from serving import marked, rules, serving

TEXT = "😀 Paris in the the spring. It was a wonderfull time, and nobody new why.\n\nThe end of of it."


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("serve"), "--isolated") as it:
        yield it


class TestPython:
    """The package language-tool-python, told that the server is elsewhere."""

    @pytest.fixture
    def tool(self, server):
        from language_tool_python import LanguageTool

        with LanguageTool("en-US", remote_server=server.address) as tool:
            yield tool

    def test_finds(self, tool):
        found = [(m.rule_id, TEXT[m.offset : m.offset + m.error_length]) for m in tool.check(TEXT)]
        assert found == [
            ("repeated-word", "the the"),
            ("misspelling", "wonderfull"),
            ("confusable-word", "new"),
            ("repeated-word", "of of"),
        ]

    def test_corrects(self, tool):
        expected = "😀 Paris in the spring. It was a wonderful time, and nobody knew why.\n\nThe end of it."
        assert tool.correct(TEXT) == expected

    def test_chooses(self, tool):
        tool.disabled_rules = {"repeated-word"}
        tool.disabled_categories = {"NAMES"}
        tool.picky = True
        assert {m.rule_id for m in tool.check(TEXT)} == {"misspelling", "confusable-word"}

    def test_asks_for_a_language_that_there_is_not(self, server):
        from language_tool_python import LanguageTool

        with pytest.raises(ValueError, match="unsupported language: 'fr'"):
            LanguageTool("fr", remote_server=server.address)


def test_markdown_as_a_javascript_client_annotates_it(server, tmp_path):
    folder = tools.FOLDER / "annotatedtext" / "node_modules"
    if not (folder / "annotatedtext-remark").is_dir():
        pytest.skip("annotatedtext-remark is not installed: .ci/tools/all installs it")
    article = (
        "---\ntitle: The the\n---\n# Fog 🌫️\n\nParis in **the** the `the the` spring.\n\n"
        "A [link](https://of.example/of/of) to to the end.\n"
    )
    script = """
        const text = require("fs").readFileSync(0, "utf8");
        const data = JSON.stringify(require("annotatedtext-remark").build(text));
        const body = new URLSearchParams({ language: "en-US", data });
        fetch(process.argv[1] + "/v2/check", { method: "POST", body })
          .then((response) => response.json())
          .then(({ matches }) => console.log(JSON.stringify(
            matches.map((m) => text.slice(m.offset, m.offset + m.length)))));
    """
    done = subprocess.run(
        [tools.tool("node"), "-e", script, server.address],
        input=article.encode(),
        capture_output=True,
        check=True,
        env={"NODE_PATH": str(folder), "PATH": "/usr/bin:/bin"},
    )
    assert json.loads(done.stdout) == ["the** the", "to to"]


class Original:
    """LanguageTool's own server."""

    def __init__(self, port: int) -> None:
        self.port = port

    def request(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=300)
        connection.request(method, path, urlencode(form) if form is not None else None)
        response = connection.getresponse()
        return response.status, response.read().decode()

    def check(self, **form: str) -> dict:
        return json.loads(self.request("POST", "/v2/check", {"language": "en-US", **form})[1])


@pytest.fixture(scope="module")
def original():
    jar = tools.FOLDER / "languagetool" / "LanguageTool-6.8" / "languagetool-server.jar"
    if not shutil.which("java") or not jar.is_file():
        pytest.skip("LanguageTool's own server is not installed: .ci/tools/all installs it where Java is")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["java", *tools.BRIEF_JAVA, "-Xmx1g", "-cp", str(jar)]
    command += ["org.languagetool.server.HTTPServer", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        server = Original(port)
        for _ in range(600):
            try:
                if server.request("GET", "/v2/healthcheck") == (200, "OK"):
                    break
            except OSError:
                assert process.poll() is None
                time.sleep(0.2)
        yield server
    finally:
        process.terminate()
        process.wait(30)


def shape(value):
    """Which fields there are and of which type; the items of a list count as one."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        shapes = [shape(item) for item in value]
        if shapes and all(isinstance(s, dict) for s in shapes):
            return [{key: item for s in shapes for key, item in s.items()}]
        return shapes[:1]
    return "number" if type(value) in (int, float) else type(value).__name__


def annotated(*parts: str | tuple[str, str]) -> dict[str, str]:
    """A form with text, and with markup and what it is read as."""
    pairs = (("", "", part) if isinstance(part, str) else (*part, "") for part in parts)
    items = [{"text": text} if text else {"markup": m, "interpretAs": r} for m, r, text in pairs]
    return {"data": json.dumps({"annotation": items})}


@pytest.mark.slow
class TestBesideLanguageTool:
    #: What only some of LanguageTool's rules have.
    OPTIONAL = ("subId", "sourceFile", "urls")

    def test_the_answer_has_the_same_fields(self, server, original):
        ours, theirs = server.check(TEXT), original.check(text=TEXT)
        for match in theirs["matches"]:
            for key in self.OPTIONAL:
                match["rule"].pop(key, None)
        assert shape(ours) == shape(theirs)
        assert [list(m) for m in ours["matches"][:1]] == [list(m) for m in theirs["matches"][:1]]

    @pytest.mark.parametrize(
        "form",
        [
            {"text": "😀 Paris in the the spring. It was fine.\n\nThe end of of it is near."},
            annotated("In ", ("<b>", ""), "the", ("</b>", ""), " the spring."),
            annotated("It was 😀", ("<p>", "\n\n"), "In the the end."),
            annotated("It was in the", ("&nbsp;", " "), "the end."),
            {"data": '{"text": "Paris in the the spring."}'},
        ],
    )  # fmt: skip
    def test_a_repeated_word_is_told_alike(self, server, original, form):
        ours = server.check(enabledOnly="true", enabledRules="repeated-word", **form)
        theirs = original.check(enabledOnly="true", enabledRules="ENGLISH_WORD_REPEAT_RULE", **form)
        told = {*ours["matches"][0]} - {"message", "shortMessage", "rule", "contextForSureMatch"}
        assert [{k: m[k] for k in told} for m in ours["matches"]] == [
            {k: m[k] for k in told} for m in theirs["matches"]
        ]

    @pytest.mark.parametrize(
        "form",
        [
            {},
            {"language": "en-US"},
            {"text": "a"},
            {"text": "a", "data": "{}", "language": "en-US"},
            {"text": "a", "language": "en", "preferredVariants": "en-GB"},
            {"text": "a", "language": "en-US", "enabledOnly": "true"},
            {"text": "a", "language": "en", "enabledOnly": "true", "enabledRules": "A", "disabledRules": "B"},
            {"text": "a", "language": "en-US", "level": "high"},
            {"language": "en-US", "data": "{"},
            {"language": "en-US", "data": "{}"},
            {"language": "en-US", "data": '{"annotation":[],"text":"a"}'},
            {"language": "en-US", "data": '{"annotation":[{"x":1}]}'},
            {"language": "en-US", "data": '{"annotation":["x"]}'},
            {"language": "en-US", "data": '{"annotation":[{"text":"a","markup":"b"}]}'},
            {"language": "en-US", "data": '{"annotation":[{"text":"a","interpretAs":"b"}]}'},
        ],
    )  # fmt: skip
    def test_an_error_is_told_alike(self, server, original, form):
        ours = server.request("POST", "/v2/check", urlencode(form))
        assert (ours.status, ours.body.decode()) == original.request("POST", "/v2/check", form)
        assert ours.status == 400

    def test_an_unknown_language_is_told_alike(self, server, original):
        form = {"text": "a", "language": "xx"}
        ours = server.request("POST", "/v2/check", urlencode(form))
        status, theirs = original.request("POST", "/v2/check", form)
        assert (ours.status, ours.body.decode().partition(" known to ")[0]) == (
            status,
            theirs.partition(" known to ")[0],
        )

    def test_what_is_said_of_the_server_has_the_same_fields(self, server, original):
        for path in ("/v2/info", "/v2/languages"):
            ours, theirs = server.request("GET", path), original.request("GET", path)
            assert (ours.status, shape(json.loads(ours.body))) == (theirs[0], shape(json.loads(theirs[1])))
        for path in ("/v2/healthcheck", "/v2/maxtextlength"):
            ours, theirs = server.request("GET", path), original.request("GET", path)
            assert ours.status == theirs[0]
            assert ours.body.isdigit() == theirs[1].isdigit()
        assert server.request("GET", "/v2/nothing").status == original.request("GET", "/v2/nothing")[0]

    def test_nothing_is_told_alike(self, server, original):
        told = ("matches", "sentenceRanges", "extendedSentenceRanges")
        for form in ({"text": ""}, {"data": '{"annotation":[]}'}):
            ours, theirs = server.check(**form), original.check(**form)
            assert {k: ours[k] for k in told} == {k: theirs[k] for k in told}

    def test_both_find_what_is_in_the_text(self, server, original):
        both = set(marked(TEXT, server.check(TEXT))) & set(marked(TEXT, original.check(text=TEXT)))
        assert both == {"the the", "wonderfull", "of of"}
        assert "confusable-word" in rules(server.check(TEXT))
