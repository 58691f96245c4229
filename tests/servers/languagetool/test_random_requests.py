"""`copydesk serve` asked at random, as its own description of the interface allows, and as it does not."""

import json
import re
from urllib.parse import urlencode

import pytest
import schemathesis
from hypothesis import given
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from copydesk.servers.languagetool.languages import LANGUAGES
from copydesk.servers.languagetool.pages import openapi
from copydesk.servers.languagetool.report_requests import FILE_NAME
from random_http import check_raw, many, raw_requests, some
from serving import serving

API = json.loads(openapi())
DESCRIBED = schemathesis.openapi.from_dict(API)
#: What the description cannot say of LanguageTool's interface: text or else data, which is JSON in a string.
LENIENT = [negative_data_rejection, positive_data_acceptance]

#: Texts of what is found in texts, and of anything.
words = st.sampled_from(
    ["the the", "a hour", "wonderfull", "😀", "\u202e", "\r\n", "“", "<b>", "It’s", "\u00a0", " "]
)
texts = st.lists(words | st.text(max_size=8), max_size=12).map(" ".join)
parts = st.lists(
    st.fixed_dictionaries({"text": texts})
    | st.fixed_dictionaries({"markup": texts}, optional={"interpretAs": texts}),
    max_size=6,
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server that in the end has neither crashed nor lost a process over any of it."""
    with serving(tmp_path_factory.mktemp("serve"), "--isolated", "--max-size", "64", "--max-time", "5") as it:
        yield it
        assert "crashed" not in it.log.read_text()
        assert "copydesk_processes_replaced 0.0" in it.request("GET", "/metrics").body.decode()


def ask(case, server):
    excluded = LENIENT if case.operation.path == "/v2/check" else []
    case.call_and_validate(base_url=server.address, excluded_checks=excluded)


def check_annotated(annotation, language, server):
    """Whatever is marked lies in the text, in UTF-16 code units."""
    form = {"language": language, "data": json.dumps({"annotation": annotation})}
    response = server.request("POST", "/v2/check", urlencode(form))
    assert response.status == 200, response.body
    text = "".join(part.get("text", part.get("markup")) for part in annotation)
    units = len(text.encode("utf-16-le")) // 2
    for match in json.loads(response.body)["matches"]:
        assert 0 <= match["offset"] <= match["offset"] + match["length"] <= units


#: Articles in blocks, with what breaks pieces: ends of sections, control characters, halves of tags.
html = st.lists(
    words
    | st.sampled_from(
        [
            "<p>",
            "</p>",
            "<br>",
            "<em>",
            "</",
            "]]>",
            "]]",
            "&amp;",
            "&",
            "[caption]",
            "<!--",
            "-->",
            "\0",
            "\x0b",
        ]
    )
    | st.text(max_size=4),
    max_size=8,
).map(" ".join)
blocks = st.lists(
    st.fixed_dictionaries(
        {"text": html}, optional={"role": st.sampled_from(["title", "excerpt", "content"])}
    ),
    max_size=6,
)


def check_blocks(blocks, server):
    """Whatever is found lies in its block, and every fix can be made there, edit after edit."""
    response = server.request("POST", "/api/check", json.dumps({"blocks": blocks}))
    assert response.status == 200, response.body
    units = [len(block["text"].encode("utf-16-le")) // 2 for block in blocks]
    answer = json.loads(response.body)
    for finding in (*answer["findings"], *answer["ignored"]):
        edits = [edit for fix in finding["fixes"] for edit in fix["edits"]]
        for place in (*finding["places"], *edits, *(p for r in finding["related"] for p in r["places"])):
            assert 0 <= place["start"] <= place["end"] <= units[place["block"]]


FORM, ARTICLE = "language=en&text=the+the", '{"text": "the the"}'
BLOCKS = (
    '{"blocks": [{"text": "<p>the the</p>", "role": "content"}], "ignored": [{"rule": "a", "words": "b"}]}'
)
HEAD = "HTTP/1.1\r\nhost: localhost\r\ncontent-length: "
#: Requests that are answered.
VALID = [
    f"GET /v2/check?{FORM} {HEAD}0\r\n\r\n".encode(),
    f"POST /v2/check {HEAD}{len(FORM)}\r\n\r\n{FORM}".encode(),
    f"POST /api/check {HEAD}{len(ARTICLE)}\r\n\r\n{ARTICLE}".encode(),
    f"POST /api/check {HEAD}{len(BLOCKS)}\r\n\r\n{BLOCKS}".encode(),
]


def test_the_description_says_what_is_taken():
    schemas = API["components"]["schemas"]
    described = schemas["Article"]["properties"]["filename"]["pattern"]
    assert [chr(n) for n in range(0x3000) if re.search(described, chr(n))] == [
        chr(n) for n in range(0x3000) if re.search(FILE_NAME, chr(n))
    ]
    good = ("a.md", "a/b.md", ".a", "..a/...")
    for name in (*good, "", ".", "..", "a/../b", "/a", "a/", "a//b", "a\\b", "a:b"):
        assert bool(re.search(described, name)) == bool(re.search(FILE_NAME, name)) == (name in good)
    assert schemas["Form"]["properties"]["language"]["enum"] == ["auto", *LANGUAGES]


@pytest.mark.slow
@DESCRIBED.parametrize()
@some
def test_some_requests(case, server):
    ask(case, server)


@pytest.mark.slow
@given(annotation=parts, language=st.sampled_from(["auto", "en-GB"]))
@some
def test_some_annotated_texts(annotation, language, server):
    check_annotated(annotation, language, server)


@pytest.mark.slow
@given(blocks=blocks)
@some
def test_some_blocks(blocks, server):
    check_blocks(blocks, server)


@pytest.mark.slow
@given(data=st.data())
@some
def test_some_bytes(server, data):
    check_raw(server.port, data.draw(raw_requests(VALID)))


@pytest.mark.nightly
@given(data=st.data())
@many
def test_many_bytes(server, data):
    check_raw(server.port, data.draw(raw_requests(VALID)))


@pytest.mark.nightly
@DESCRIBED.parametrize()
@many
def test_many_requests(case, server):
    ask(case, server)


@pytest.mark.nightly
@given(annotation=parts, language=st.sampled_from(["auto", "en-GB"]))
@many
def test_many_annotated_texts(annotation, language, server):
    check_annotated(annotation, language, server)


@pytest.mark.nightly
@given(blocks=blocks)
@many
def test_many_blocks(blocks, server):
    check_blocks(blocks, server)
