"""`copydesk serve`: what it answers, to whom, and what it bears."""

import asyncio
import json
import os
import re
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from copydesk.servers.languagetool.answer_cache import AnswerCache
from copydesk.servers.languagetool.jobs import AnnotatedPart, Answer, JobOutcome, LanguageToolJob
from places import ROOT
from serving import Server, marked, rules, serving

TEXT = "😀 Paris in the the spring. It was a wonderfull time, and nobody new why."
#: What is found in it.
ALL = ["repeated-word", "misspelling", "confusable-word"]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("serve"), "--isolated", "--max-size", "64", "--max-time", "5") as it:
        yield it


def replacements(answer: dict) -> list[list[str]]:
    return [[r["value"] for r in match["replacements"]] for match in answer["matches"]]


class TestMatches:
    def test_marks_are_in_utf16(self, server):
        answer = server.check(TEXT)
        assert rules(answer) == ALL
        assert marked(TEXT, answer) == ["the the", "wonderfull", "new"]
        assert replacements(answer) == [["the"], ["wonderful"], ["knew"]]

    def test_all_that_a_match_says(self, server):
        (match,) = server.check("The harbour was quiet.\nIn the the spring it is.")["matches"]
        assert match == {
            "message": "“the” is repeated.",
            "shortMessage": "Repeated word",
            "replacements": [{"value": "the"}],
            "offset": 26,
            "length": 7,
            "context": {
                "text": "The harbour was quiet. In the the spring it is.",
                "offset": 26,
                "length": 7,
            },
            "sentence": "In the the spring it is.",
            "type": {"typeName": "Other"},
            "rule": {
                "id": "repeated-word",
                "description": "Finds a word that stands twice in a row: “the the”.",
                "issueType": "duplication",
                "category": {"id": "REPETITION", "name": "Repetition"},
            },
            "ignoreForIncompleteSentence": False,
            "contextForSureMatch": -1,
        }

    def test_the_context_is_cut(self, server):
        text = "🦀" * 50 + " in the the spring " + "🦀" * 50
        context = server.check(text)["matches"][0]["context"]
        assert context["text"].startswith("..." + "🦀" * 36)
        assert context["text"].endswith("🦀...")
        units = context["text"].encode("utf-16-le")[2 * context["offset"] :][: 2 * context["length"]]
        assert units.decode("utf-16-le") == "the the"

    def test_each_place_of_a_repeat_is_a_match_with_its_own_replacement(self, server):
        text = "The ferry left on Mоnday and came baсk; it was late."  # two of the letters are Cyrillic
        answer = server.check(text)
        assert marked(text, answer) == ["Mоnday", "baсk"]
        assert replacements(answer) == [["Monday"], ["back"]]
        assert rules(answer) == ["lookalike-letters"] * 2

    def test_a_deletion_takes_a_word_beside_it_that_can_be_shown(self, server):
        text = "Not far from the town there was, as everybody knew, the\nthe harbour of the old days.\n"
        answer = server.check(text)
        assert marked(text, answer) == ["the\nthe "]
        assert replacements(answer) == [["the\n"]]

    def test_a_paragraph_that_goes_has_nothing_in_its_place(self, server):
        text = "The bridge is closed.\n\nAdvertisement\n\nIt opens in May.\n\nAdvertisement\n\nBuses run.\n"
        answer = server.check(text)
        assert rules(answer) == ["page-furniture"] * 2
        assert replacements(answer) == [[""], [""]]

    def test_what_is_only_shown_is_not_offered(self, server):
        text = "She said: “I seen the the boat,” and nobody asked what that was to mean for them."
        (match,) = server.check(text)["matches"]
        assert match["rule"]["id"] == "repeated-word"
        assert match["replacements"] == []

    def test_sentences(self, server):
        answer = server.check("😀 One here. Two here.\n\nThree")
        assert answer["sentenceRanges"] == [[0, 12], [13, 22], [24, 29]]
        assert answer["extendedSentenceRanges"][1] == {
            "from": 13,
            "to": 22,
            "detectedLanguages": [{"language": "en", "rate": 1.0}],
        }

    def test_nothing_in_nothing(self, server):
        answer = server.check("")
        assert (answer["matches"], answer["sentenceRanges"]) == ([], [])
        assert answer["language"]["detectedLanguage"]["confidence"] == 0.0


class TestAnnotated:
    def check(self, server, *parts):
        return server.check(data=json.dumps({"annotation": list(parts)}))

    def test_offsets_count_the_markup(self, server):
        parts = [
            {"text": "Paris in "},
            {"markup": "<b>"},
            {"text": "the"},
            {"markup": "</b>"},
            {"text": " the spring."},
        ]
        answer = self.check(server, *parts)
        assert marked("Paris in <b>the</b> the spring.", answer) == ["the</b> the"]
        assert answer["matches"][0]["context"]["text"] == "Paris in <b>the</b> the spring."
        assert answer["matches"][0]["sentence"] == "Paris in the the spring."

    def test_markup_is_read_as_it_says(self, server):
        parts = [
            {"text": "It was in the"},
            {"markup": "<p>", "interpretAs": "\n\n"},
            {"text": "the end of it all."},
        ]
        assert self.check(server, *parts)["matches"] == []
        parts[1] = {"markup": "&nbsp;", "interpretAs": " "}
        assert marked("It was in the&nbsp;the end of it all.", self.check(server, *parts)) == ["the&nbsp;the"]

    def test_markup_is_not_checked(self, server):
        parts = [{"text": "Paris in the "}, {"markup": "{{the the wonderfull}}"}, {"text": "spring."}]
        assert self.check(server, *parts)["matches"] == []

    def test_plain_text_in_json(self, server):
        assert rules(server.check(data=json.dumps({"text": "Paris in the the spring."}))) == ["repeated-word"]


class TestParameters:
    @pytest.mark.parametrize(
        ("fields", "found"),
        [
            ({}, ALL),
            ({"disabledRules": "repeated-word,WHITESPACE_RULE"}, ["misspelling", "confusable-word"]),
            ({"disabledRules": "CONFUSABLE-WORD"}, ["repeated-word", "misspelling"]),
            ({"disabledCategories": "WORDING"}, ["repeated-word"]),
            ({"enabledOnly": "true", "enabledRules": "misspelling"}, ["misspelling"]),
            ({"enabledOnly": "true", "enabledCategories": "repetition"}, ["repeated-word"]),
            ({"enabledOnly": "true", "enabledRules": "MORFOLOGIK_RULE_EN_US"}, []),
            ({"enabledOnly": "false", "motherTongue": "de-DE"}, ALL),
            ({"language": "auto", "preferredVariants": "en-GB,de-DE"}, ALL),
        ],
    )  # fmt: skip
    def test_what_runs(self, server, fields, found):
        assert rules(server.check(TEXT, **fields)) == found

    def test_picky_reports_what_is_less_sure(self, tmp_path):
        (tmp_path / "copydesk.toml").write_text("min-confidence = 1.0\n")
        with serving(tmp_path) as server:
            assert rules(server.check(TEXT, level="default")) == []
            assert rules(server.check(TEXT, level="picky")) == [
                "repeated-word",
                "misspelling",
                "confusable-word",
            ]

    def test_a_query_will_do(self, server):
        query = urlencode({"language": "en", "text": "Paris in the the spring."})
        assert rules(json.loads(server.request("GET", f"/v2/check?{query}").body)) == ["repeated-word"]
        assert rules(json.loads(server.request("POST", f"/v2/check?{query}").body)) == ["repeated-word"]

    def test_the_dialect_counts(self, server):
        text = "The bar lost its license in May, and the owners have gone to court over it since."
        british, american = (server.check(text, language=code) for code in ("en-GB", "en_us"))
        assert replacements(british) == [["licence"]]
        assert american["matches"] == []
        assert (british["language"]["name"], american["language"]["code"]) == ("English (GB)", "en-US")

    def test_another_language_is_detected(self, server):
        text = (
            "Le port était calme lundi, et le bac est parti pour l’île à dix heures avec quarante passagers."
        )
        language = server.check(text, language="auto")["language"]
        assert (language["name"], language["code"]) == ("French", "fr")
        language = server.check(text)["language"]
        assert (language["code"], language["detectedLanguage"]["code"]) == ("en-US", "fr")

    @pytest.mark.parametrize("asked", ["auto", "en-US"])
    def test_a_short_text_in_another_language(self, server, asked):
        language = server.check("Guten Morgen, wie geht es Ihnen heute?", language=asked)["language"]
        assert language["detectedLanguage"]["code"] == "de"
        assert language["code"] == ("de" if asked == "auto" else "en-US")

    @pytest.mark.parametrize(
        ("text", "low", "high"),
        [
            ("The ferry left the quay at nine. " * 4, 0.9, 1.0),
            ("Paris in the the spring.", 0.5, 1.0),
            ("Fog", 0.0, 0.0),
            ("Smith v. Jones, 12 May 2019", 0.0, 0.0),
        ],
    )
    def test_what_is_taken_for_english_says_how_sure_that_is(self, server, text, low, high):
        detected = server.check(text, language="auto")["language"]["detectedLanguage"]
        assert detected["code"] == "en-US"
        assert low <= detected["confidence"] <= high


WRONG = {
    "language=en": ("Missing 'text' or 'data' parameter"),
    "text=a": (
        "Missing 'language' parameter, e.g. 'language=en-US' for American English or 'language=fr' for French"
    ),
    "text=a&data={}&language=en": ("Set only 'text' or 'data' parameter, not both"),
    "text=a&language=xx": (
        "'xx' is not a language code known to copydesk. Supported language codes are: en, en-AU, "
        "en-CA, en-GB, en-IE, en-IN, en-NZ, en-US, en-ZA."
    ),
    "text=a&language=en&preferredVariants=en-GB": (
        "You specified 'preferredVariants' but you didn't specify 'language=auto'"
    ),
    "text=a&language=en&enabledOnly=true": (
        "You must specify enabled rules or categories when using enabledOnly=true"
    ),
    "text=a&language=en&enabledOnly=yes&enabledRules=a&disabledRules=b": (
        "You cannot specify disabled rules or categories using enabledOnly=true"
    ),
    "text=a&language=en&level=high": (
        "Unknown value 'high' for parameter 'level'. Valid values: default, picky, academic, "
        "clarity, professional, creative, customer, jobapp, objective, elegant"
    ),
    "language=en&data={": ("Could not parse JSON from 'data' parameter"),
    "language=en&data=" + "[" * 60_000: ("Could not parse JSON from 'data' parameter"),
    'language=en&data={"text":"\\ud800"}': ("Could not parse JSON from 'data' parameter"),
    "language=en&data=[]": ("'data' key in JSON requires 'text' or 'annotation' key"),
    'language=en&data={"text":"a","annotation":[]}': (
        "'data' key in JSON requires either 'text' or 'annotation' key, not both"
    ),
    'language=en&data={"annotation":[{"x":1}]}': (
        "Only 'text' and 'markup' are supported in 'annotation' list: {\"x\":1}"
    ),
    'language=en&data={"annotation":[{"text":"a","markup":"b"}]}': (
        "Only either 'text' or 'markup' are supported in an object in 'annotation' list, not both: "
        '{"text":"a","markup":"b"}'
    ),
    'language=en&data={"annotation":[{"text":"a","interpretAs":"b"}]}': (
        '\'text\' cannot be used with \'interpretAs\' (only \'markup\' can): {"text":"a","interpretAs":"b"}'
    ),
    'language=en&data={"annotation":[{"text":5}]}': (
        "'text', 'markup' and 'interpretAs' must be strings: {\"text\":5}"
    ),
    'language=en&data={"annotation":"a"}': ("'annotation' must be a list"),
    "language=en&text=%ff": ("The request is not valid UTF-8"),
    "&".join(f"a{i}=b" for i in range(100)): ("The request has more than 64 parameters"),
}


@pytest.mark.parametrize("form", WRONG, ids=lambda form: form[:60])
def test_a_request_that_makes_no_sense(server, form):
    response = server.request("POST", "/v2/check", form)
    assert (response.status, response.body.decode()) == (400, f"Error: {WRONG[form]}")
    assert response.headers["content-type"].startswith("text/plain")


def test_what_else_languagetools_clients_ask(server):
    languages = json.loads(server.request("GET", "/v2/languages").body)
    assert {"name": "English (GB)", "code": "en", "longCode": "en-GB"} in languages
    assert json.loads(server.request("GET", "/v2/info").body)["software"]["name"] == "copydesk"
    assert server.request("GET", "/v2/maxtextlength").body == b"65536"
    assert server.request("GET", "/v2/healthcheck").body == server.request("GET", "/health").body == b"OK"
    unknown = server.request("GET", "/v2/words")
    assert (unknown.status, unknown.body) == (404, b"Error: Unsupported action: 'words'")
    assert server.request("PUT", "/v2/check", "text=a").status == 405


class TestReport:
    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("a.md", "# Fog\n\nParis in **the** the spring, and `the the` code.\n"),
            ("a.html", "<p>Paris in <b>the</b> the spring &amp; the the fall.</p>"),
            ("a.txt", TEXT),
        ],
    )
    def test_is_that_of_the_command_line(self, server, copydesk, name, text):
        args = ("check", "--isolated", "--output-format", "json", "--stdin-filename", name, "-")
        expected = json.loads(copydesk(*args, stdin=text).stdout)
        assert server.report(text, filename=name) == expected
        assert expected["findings"]

    def test_the_format_is_named_or_told_by_the_name_or_plain(self, server):
        text = "Paris in **the** the spring."
        assert server.report(text)["files"][0]["format"] == "plain"
        assert server.report(text, filename="a.md")["files"][0]["format"] == "markdown"
        assert server.report(text, filename="a.md", format="html")["files"][0]["format"] == "html"
        assert [len(server.report(text, format=f)["findings"]) for f in ("plain", "markdown")] == [0, 1]

    @pytest.mark.parametrize(
        ("body", "says"),
        [
            (b"", "Expected a JSON object with text, format and filename"),
            (b"[" * 60_000, "Expected a JSON object"),
            (b'{"text": "a", "formt": "html"}', "unknown field `formt`"),
            (b'{"text": 5}', "Expected `str`, got `int` - at `$.text`"),
            (b'{"text": "\\ud800"}', "Expected a JSON object"),
            (b'{"text": "\xff"}', "Expected a JSON object"),
            (b'{"text": "a", "format": "docx"}', "Unknown format 'docx': expected one of plain, markdown"),
            (b'{"text": "a", "filename": "../a.md"}', "a file below the server's folder"),
            (b'{"text": "a", "filename": "/etc/a.md"}', "a file below the server's folder"),
            (b'{"text": "a", "filename": "a\\u0000.md"}', "a file below the server's folder"),
            (b'{"text": "a", "filename": "C:\\\\a.md"}', "a file below the server's folder"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_reported_on(self, server, body, says):
        response = server.request("POST", "/api/check", body)
        assert response.status == 400
        assert response.body.decode().startswith("Error: ")
        assert says in response.body.decode()

    def test_texts_that_are_none(self, server):
        for text in ("\0" * 1000, "\ufeffParis", "\ufffc\uffff\U0010ffff", "\r\r\n\n", "\u202e" * 99):
            assert server.report(text)["errors"] == []
            assert server.check(text)["warnings"] == {"incompleteResults": False}


class TestDescription:
    @pytest.fixture
    def api(self, server):
        return json.loads(server.request("GET", "/openapi.json").body)

    def test_is_openapi(self, api):
        validate(api)

    def test_has_every_path_and_no_other(self, server, api):
        for path, methods in api["paths"].items():
            for method in methods:
                assert server.request(method.upper(), path).status in (200, 400), path
        assert server.request("GET", "/docs").status == 404

    def test_answers_are_as_it_says(self, server, api):
        def valid(name, answer):
            schema = {"$ref": f"#/components/schemas/{name}", "components": api["components"]}
            Draft202012Validator(schema).validate(answer)

        valid("Matches", server.check(TEXT))
        valid("Report", server.report(TEXT))
        for path, name in (("/api/check", "Report"), ("/v2/check", "Matches")):
            ((kind, content),) = api["paths"][path]["post"]["requestBody"]["content"].items()
            encode = json.dumps if "json" in kind else urlencode
            answer = json.loads(server.request("POST", path, encode(content["example"])).body)
            valid(name, answer)
            assert rules(answer) == ["repeated-word"]

    def test_the_page_needs_nothing_else(self, server, api):
        response = server.request("GET", "/")
        page = response.body.decode()
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert all(path in page for path in api["paths"])
        assert re.findall(r'(?:src|href)="(.*?)"', page) == ["/openapi.json"]
        assert "<script" not in page


class TestWhoMayAsk:
    @pytest.mark.parametrize("host", ["localhost", "localhost:1", "127.0.0.1", "[::1]:8081", "192.168.1.5"])
    def test_by_its_own_names(self, server, host):
        assert server.request("GET", "/health", host=host).status == 200

    @pytest.mark.parametrize(
        "host", ["evil.example", "localhost.evil.example", "", "[", "127.0.0.1.evil.example:80"]
    )
    def test_not_by_a_name_that_somebody_makes_point_here(self, server, host):
        response = server.request("POST", "/v2/check", urlencode({"language": "en", "text": TEXT}), host=host)
        assert response.status == 421
        assert b"--allow-host" in response.body

    @pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:1", ""])
    def test_not_for_a_page_of_the_web(self, server, origin):
        response = server.request("POST", "/v2/check", "language=en&text=a", origin=origin)
        assert response.status == 403
        assert b"--allow-origin" in response.body
        assert "access-control-allow-origin" not in response.headers

    def test_not_as_the_address_of_a_picture_on_such_a_page(self, server):
        query = urlencode({"language": "en", "text": TEXT})
        response = server.request("GET", f"/v2/check?{query}", sec_fetch_site="cross-site")
        assert response.status == 403
        assert server.request("GET", "/", sec_fetch_site="none").status == 200

    def test_for_its_own_page(self, server):
        host = f"localhost:{server.port}"
        assert server.request("GET", "/health", host=host, origin=f"http://{host}").status == 200

    def test_whom_options_allow(self, tmp_path):
        options = ("--allow-origin", "https://cms.example", "--allow-host", "desk.example")
        with serving(tmp_path, "--isolated", *options) as server:
            assert server.request("GET", "/health", host="desk.example:80").status == 200
            asked = {"origin": "https://cms.example"}
            response = server.request("POST", "/v2/check", "language=en&text=a", **asked)
            assert response.headers["access-control-allow-origin"] == "https://cms.example"
            method = {
                "access_control_request_method": "POST",
                "access_control_request_private_network": "true",
            }
            response = server.request(
                "OPTIONS", "/api/check", **asked, **method, access_control_request_headers="content-type"
            )
            assert response.status == 200
            assert response.headers["access-control-allow-private-network"] == "true"
            assert (
                server.request("OPTIONS", "/api/check", origin="https://evil.example", **method).status == 403
            )

    def test_anybody_if_that_is_said(self, tmp_path):
        with serving(tmp_path, "--isolated", "--allow-origin", "*") as server:
            assert server.request("GET", "/health", origin="https://any.example").status == 200


class TestLimits:
    def test_a_body_that_says_it_is_too_large(self, server):
        response = server.request("POST", "/v2/check", b"text=" + b"a" * 70_000)
        assert (response.status, response.body) == (413, b"Error: The request is larger than 65536 bytes")

    def test_a_body_that_does_not_say_how_large_it_is(self, server):
        with socket.create_connection((server.host, server.port)) as line:
            line.sendall(b"POST /api/check HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n")
            answer = b"HTTP/1.1 413"  # or the line is cut while we still send
            with suppress(ConnectionError):
                for _ in range(1000):
                    line.sendall(b"1000\r\n" + b"a" * 4096 + b"\r\n")
                answer = line.recv(4096)
            assert answer.startswith(b"HTTP/1.1 413")
        assert server.request("GET", "/health").status == 200

    def test_a_body_that_comes_slowly(self, server):
        with socket.create_connection((server.host, server.port), timeout=30) as line:
            line.sendall(b"POST /v2/check HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\ntext=")
            assert line.recv(1000).startswith(b"HTTP/1.1 408 ")

    @pytest.mark.slow
    def test_a_head_that_comes_slowly(self, server):
        with socket.create_connection((server.host, server.port), timeout=60) as line:
            start = time.monotonic()
            line.sendall(b"GET /health HTTP/1.1\r\n")
            for i in range(3):
                time.sleep(1)
                line.sendall(f"x-{i}: y\r\n".encode())
            assert line.recv(1000) == b""
            assert time.monotonic() - start > 5
            assert server.request("GET", "/health").status == 200

    def test_a_client_that_goes_away(self, server):
        for _ in range(20):
            with socket.create_connection((server.host, server.port)) as line:
                line.sendall(
                    b"POST /v2/check HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\ntext="
                )
        assert server.check(TEXT)["matches"]

    @pytest.mark.slow
    def test_a_thousand_at_once(self, server):
        async def one(i: int) -> tuple[int, bytes]:
            reader, writer = await asyncio.open_connection(server.host, server.port)
            body = urlencode({"language": "en", "text": f"Number {i} in the the list."}).encode()
            head = f"host: localhost\r\nconnection: close\r\ncontent-length: {len(body)}\r\n"
            writer.write(b"POST /v2/check HTTP/1.1\r\n" + head.encode() + b"\r\n" + body)
            answer = await reader.read()
            writer.close()
            return int(answer.split()[1]), answer

        async def all_of_them():
            return await asyncio.gather(*map(one, range(1000)))

        answers = asyncio.run(all_of_them())
        assert {status for status, _ in answers} == {200, 503}
        assert all(b"repeated-word" in body for status, body in answers if status == 200)
        assert all(b"retry-after: " in body for status, body in answers if status == 503)
        refused = sum(status == 503 for status, _ in answers)
        assert server.metric("copydesk_requests_total", 'status="503"') == refused
        assert server.metric("copydesk_requests_in_progress") == 1  # that one
        assert server.check(TEXT)["matches"]


def test_an_answer_does_not_wait_for_the_network(server):
    """Without TCP_NODELAY every answer takes 40 ms more, the time until its first part is acknowledged."""

    def took(i: int) -> float:
        start = time.perf_counter()
        server.check(f"Number {i}.")
        return time.perf_counter() - start

    assert any(took(i) < 0.035 for i in range(200))


CRASHING = """
import os, time
from copydesk import *

class Crashing(Rule[NoOptions]):
    '''Does what a text says.'''
    meta = Meta(name="crashing", group="wording", summary="Found.", since="0.1")
    def check(self, article):
        word = article.text.split()[0]
        if word == "raise":
            raise OSError(2, article.text, "/somewhere/secret")
        if word == "hang":
            time.sleep(60)
        if word == "die":
            os._exit(1)
        yield from ()

class Slow(Crashing):
    '''Takes a second, as the ones behind it.'''
    meta = Meta(name="slow", group="wording", summary="Found.", since="0.1")
    def check(self, article):
        if article.text.startswith("slow"):
            time.sleep(1)
        yield from ()

def slow(i):
    meta = Meta(name=f"slow-{i}", group="wording", summary="Found.", since="0.1")
    return type(f"Slow{i}", (Slow,), {"__doc__": "Slow.", "meta": meta})

RULES = (Crashing, *map(slow, range(20)))
"""


@pytest.fixture(scope="module")
def failing(tmp_path_factory):
    folder = tmp_path_factory.mktemp("failing")
    packs = folder / "packs"
    (packs / "extra-1.0.dist-info").mkdir(parents=True)
    (packs / "extra.py").write_text(CRASHING)
    (packs / "extra-1.0.dist-info" / "entry_points.txt").write_text("[copydesk.rules]\nextra = extra\n")
    path = os.pathsep.join(filter(None, (str(packs), os.environ.get("PYTHONPATH"))))
    options = ("--isolated", "--max-time", "2", "--jobs", "1", "--access-log")
    with serving(folder, *options, env={"PYTHONPATH": path}) as server:
        yield server


class TestRulesThatFail:
    def post(self, server: Server, text: str):
        return server.request("POST", "/v2/check", urlencode({"language": "en", "text": text}))

    def test_one_that_raises(self, failing):
        text = "raise Paris in the the spring"
        answer = failing.check(text)
        assert rules(answer) == ["repeated-word"]
        assert answer["warnings"]["incompleteResults"] is True
        assert "crashing" in answer["warnings"]["incompleteResultsReason"]
        report = failing.report(text)
        assert [(e["rule"], rules(report)) for e in report["errors"]] == [("crashing", ["repeated-word"])]
        assert "secret" not in json.dumps([answer, report])
        assert "the rule crashing crashed" in failing.log.read_text()

    @pytest.mark.parametrize(("word", "replaced"), [("slow", 0), ("hang", 1)])
    def test_ones_that_take_too_long(self, failing, word, replaced):
        before = failing.metric("copydesk_processes_replaced")
        start = time.monotonic()
        response = self.post(failing, f"{word} Paris in the the spring")
        assert (response.status, response.body) == (503, b"Error: Checking took longer than 2 s")
        assert response.headers["retry-after"] == "5"
        assert time.monotonic() - start < 20
        assert failing.check(f"Behind {word} in the the queue.")["matches"]
        assert failing.metric("copydesk_processes_replaced") == before + replaced

    def test_one_that_dies(self, failing):
        response = self.post(failing, "die Paris in the the spring")
        assert (response.status, response.body) == (
            500,
            b"Error: The check crashed; the server's log says more",
        )
        assert failing.check("Behind it in the the queue.")["matches"]

    def test_the_log_has_nothing_of_a_text(self, failing):
        failing.check("raise Paris in the the summer")
        self.post(failing, "hang Paris in the the summer")
        failing.request("GET", "/v2/check?" + urlencode({"language": "en", "text": "Paris again"}))
        failing.request("GET", "/Paris")
        log = failing.logged("POST /v2/check 200", "GET other 404")
        assert "Paris" not in log
        assert "Traceback" not in log
        assert "secret" not in log

    def test_waiting_counts(self, failing):
        with ThreadPoolExecutor(8) as threads:
            texts = [f"hang Paris {i}" for i in range(8)]
            assert {r.status for r in threads.map(lambda text: self.post(failing, text), texts)} == {503}
        assert failing.check("Behind them in the the queue.")["matches"]


class TestConfiguration:
    def test_is_that_of_the_folder(self, tmp_path):
        (tmp_path / "copydesk.toml").write_text(
            'ignore = ["repeated-word"]\n[[overrides]]\nfiles = ["drafts/**"]\nignore = ["misspelling"]\n'
        )
        with serving(tmp_path) as server:
            assert rules(server.check(TEXT)) == ["misspelling", "confusable-word"]
            assert rules(server.report(TEXT, filename="drafts/a.txt")) == ["confusable-word"]
            assert rules(server.check(TEXT, enabledRules="repeated-word"))[0] == "repeated-word"

    def test_or_named_or_none(self, tmp_path):
        (tmp_path / "copydesk.toml").write_text('ignore = ["wording"]\n')
        (tmp_path / "other.toml").write_text('select = ["misspelling"]\n')
        with serving(tmp_path, "--config", "other.toml") as server:
            assert rules(server.check(TEXT)) == ["misspelling"]
        with serving(tmp_path, "--isolated") as server:
            assert rules(server.check(TEXT)) == ALL

    @pytest.mark.parametrize(
        ("options", "says"),
        [
            ((), "copydesk: copydesk.toml: unknown key 'selct'; did you mean 'select'?"),
            (("--isolated", "--config", "a.toml"), "copydesk: --config and --isolated exclude each other"),
            (("--config", "a.toml"), "copydesk: a.toml: no such configuration file"),
            (("--host", "no.such.host.invalid", "--isolated"), "copydesk: no.such.host.invalid:8081: "),
        ],
    )
    def test_what_is_wrong_is_said_in_a_line(self, copydesk, tmp_path, options, says):
        (tmp_path / "copydesk.toml").write_text('selct = ["wording"]\n')
        done = copydesk("serve", *options)
        assert done.returncode == 2
        assert done.stderr.decode().count("\n") == 1
        assert says in done.stderr.decode()

    def test_a_port_that_is_taken(self, server, copydesk):
        done = copydesk("serve", "--isolated", "--port", str(server.port))
        assert done.returncode == 2
        said = f"copydesk: 127.0.0.1:{server.port} is taken; --port 0 takes a port that is free\n"
        assert done.stderr.decode() == said

    def test_who_can_reach_it_is_said(self, tmp_path):
        with serving(tmp_path, "--isolated", "--host", "0.0.0.0") as server:
            assert "copydesk: anybody who reaches 0.0.0.0 can send texts here\n" in server.log.read_text()


def family(pid: int) -> set[int]:
    found = {pid}
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found |= family(int(child))
    return found


def gone(pids: set[int]) -> bool:
    """Whether processes end within a minute; what waits for its parent to look is gone too."""
    for _ in range(600):
        alive = [
            p for p in pids if (stat := Path(f"/proc/{p}/stat")).exists() and " Z " not in stat.read_text()
        ]
        if not alive:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no /proc")
class TestEnd:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_what_is_under_way_is_finished(self, tmp_path, number):
        with serving(tmp_path, "--isolated") as server:
            pids = family(server.process.pid)
            assert len(pids) >= 4  # two that check, and what they are copied from
            text = "Paris in the the spring, and nobody new why it was so. " * 1000
            with ThreadPoolExecutor(1) as threads:
                answer = threads.submit(server.check, text)
                while not server.metric("copydesk_requests_in_progress") > 1:
                    assert not answer.done()
                assert server.stop(number) == 0
                assert len(answer.result()["matches"]) > 1000
            assert gone(pids)
            assert server.log.read_text().count("\n") == 1

    def test_killed_it_leaves_nobody_behind(self, tmp_path):
        with serving(tmp_path, "--isolated") as server:
            pids = family(server.process.pid)
            assert server.stop(signal.SIGKILL) == -signal.SIGKILL
            assert gone(pids)


@pytest.mark.nightly
def test_memory_is_flat(tmp_path):
    article = (ROOT / "fixtures" / "clean" / "explainer.md").read_text()

    def memory(pids):
        return sum(int(Path(f"/proc/{p}/statm").read_text().split()[1]) for p in pids) * os.sysconf(
            "SC_PAGESIZE"
        )

    with serving(tmp_path, "--isolated") as server, ThreadPoolExecutor(4) as threads:
        pids = family(server.process.pid)

        def send(numbers):
            for answer in threads.map(lambda i: server.check(f"{article}\n\nNumber {i}."), numbers):
                assert "matches" in answer

        send(range(600))  # until the latest answers fill what is kept for them
        before = memory(pids)
        send(range(600, 1200))
        assert memory(pids) - before < 10e6


def test_answers_are_remembered(server):
    before = server.metric("copydesk_remembered_total")
    text = "Again and again in the the same words."
    assert server.check(text) == server.check(text)
    assert server.metric("copydesk_remembered_total") == before + 1
    assert server.check(text, disabledRules="repeated-word")["matches"] == []


def test_the_oldest_answers_are_forgotten():
    memory = AnswerCache(most=1000)
    jobs = [LanguageToolJob((AnnotatedPart(f"Number {i}", f"Number {i}"),)) for i in range(10)]
    for job in jobs:
        memory.put(memory.key(job), Answer(JobOutcome.DONE, b"x" * 300, lasting=True))
    kept = [memory.get(memory.key(job)) is not None for job in jobs]
    assert kept == [False] * 7 + [True] * 3
    memory.put(b"large", Answer(JobOutcome.DONE, b"x" * 2000, lasting=True))
    memory.put(b"passing", Answer(JobOutcome.DONE, b"x"))
    assert memory.get(b"large") is memory.get(b"passing") is None
