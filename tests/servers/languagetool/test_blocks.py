"""`POST /api/check` with blocks: an article as WordPress's editor has it."""

import json

import pytest

from serving import rules, serving

QUOTE = [
    {"text": "Fog in the the harbour", "role": "title"},
    {"text": "A ferry, a wonderfull day.", "role": "excerpt"},
    {"text": "<p>😀 Paris in <strong>the</strong> the spring.</p>"},
    {"text": '<blockquote class="wp-block-quote">'},
    {"text": "<p>We seen the the boat.</p>"},
    {"text": "<cite>A sailor</cite></blockquote>"},
]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("blocks"), "--isolated") as it:
        yield it


def ask(server, blocks, **fields):
    blocks = [{"text": block} if isinstance(block, str) else block for block in blocks]
    response = server.request("POST", "/api/check", json.dumps({"blocks": blocks, **fields}))
    assert response.status == 200, response.body
    return json.loads(response.body)


def cut(blocks, place):
    """What a place marks, counted in UTF-16 code units of the text of its block."""
    block = blocks[place["block"]]
    units = (block if isinstance(block, str) else block["text"]).encode("utf-16-le")
    return units[2 * place["start"] : 2 * place["end"]].decode("utf-16-le")


def marked(blocks, answer):
    return [[cut(blocks, place) for place in finding["places"]] for finding in answer["findings"]]


def fixed(blocks, fix):
    """The texts of blocks with a fix made, as an editor makes it."""
    texts = [(b if isinstance(b, str) else b["text"]).encode("utf-16-le") for b in blocks]
    for edit in reversed(fix["edits"]):
        text = texts[edit["block"]]
        new = edit["text"].encode("utf-16-le")
        texts[edit["block"]] = text[: 2 * edit["start"]] + new + text[2 * edit["end"] :]
    return [text.decode("utf-16-le") for text in texts]


def test_places_are_by_block_in_utf16(server):
    answer = ask(server, QUOTE)
    assert answer["schema"] == "copydesk/blocks/1"
    assert rules(answer) == ["repeated-word", "misspelling", "repeated-word", "repeated-word"]
    assert marked(QUOTE, answer) == [[" the"], ["wonderfull"], [" the"], [" the"]]
    assert [f["places"][0]["block"] for f in answer["findings"]] == [0, 1, 2, 4]


def test_a_fix_leaves_the_markup_alone(server):
    answer = ask(server, QUOTE)
    fix = answer["findings"][2]["fixes"][0]
    assert fixed(QUOTE, fix)[2] == "<p>😀 Paris in <strong>the</strong> spring.</p>"


def test_a_block_is_read_within_those_that_hold_it(server):
    title, _, paragraph, quoted = ask(server, QUOTE)["findings"]
    assert (title["where"], paragraph["where"]) == ("headline 1", "paragraph 1")
    assert quoted["where"] == "block quote 1"


def test_what_breaks_a_section_of_xml_does_not_move_a_place(server):
    blocks = ["<p>]]> and ]]]> in the the spring \x0b of a wonderfull year ]]></p>", "<p>A hour later ]]</p>"]
    answer = ask(server, blocks)
    places = marked(blocks, answer)
    assert [place for place in places if place != ["]"]] == [[" the"], ["wonderfull"], ["A"]]
    fix = next(f for f in answer["findings"] if f["rule"] == "misspelling")["fixes"][0]
    assert fixed(blocks, fix)[0] == blocks[0].replace("wonderfull", "wonderful")


def test_shortcodes_are_no_prose(server):
    assert ask(server, ["<p>The harbour.</p>", '[gallery ids="1,2" caption="the the"]'])["findings"] == []


def test_a_block_that_goes_is_emptied(server):
    blocks = [
        "<p>The bridge is closed.</p>",
        "<p>Advertisement</p>",
        "<p>It opens in May, and buses run until then.</p>",
    ]
    answer = ask(server, blocks)
    assert rules(answer) == ["page-furniture"]
    assert fixed(blocks, answer["findings"][0]["fixes"][0])[1] == ""


def test_rules_are_chosen(server):
    assert rules(ask(server, QUOTE, select=["misspelling"])) == ["misspelling"]
    assert rules(ask(server, QUOTE, ignore=["repetition"])) == ["misspelling"]
    answer = ask(server, QUOTE, select=["mispelling"])
    assert answer["findings"] == []
    assert answer["errors"] == [
        {"rule": None, "message": "There is no rule or group “mispelling”.", "severity": "warning"}
    ]


def test_what_the_house_knows_is_right(server):
    blocks = ["<p>It was a wonderfull time at the bar, which lost its license in May.</p>"]
    assert rules(ask(server, blocks, house={"words": ["wonderfull"]})) == []
    assert rules(ask(server, blocks, house={"dialect": "en-GB"})) == ["misspelling", "confusable-word"]


class TestIgnored:
    REASON = "the song is called that"

    def ignoring(self, server, blocks, keys, **fields):
        ignored = [{**key, "reason": self.REASON} for key in keys]
        return ask(server, blocks, ignored=ignored, **fields)

    def test_what_is_ignored_is_told_apart(self, server):
        first = ask(server, QUOTE)["findings"][0]
        answer = self.ignoring(server, QUOTE, first["keys"])
        assert rules(answer) == ["misspelling", "repeated-word", "repeated-word"]
        (passed,) = answer["ignored"]
        assert (passed["by"], passed["reason"], passed["decisions"]) == ("decision", self.REASON, [0])
        assert passed["places"] == first["places"]

    def test_it_holds_while_the_text_around_is_edited(self, server):
        text = "<p>They sang of the the sea, all night long, and slept at dawn.</p>"
        keys = ask(server, [text])["findings"][0]["keys"]
        for edited in (
            text.replace("slept", "woke"),
            text.replace("They sang", "We all sang"),
            "<p>New.</p>" + text,
        ):
            assert rules(self.ignoring(server, [edited], keys)) == []

    def test_another_of_the_same_words_is_reported(self, server):
        text = "<p>They sang of the the sea, all night long, and slept at dawn.</p>"
        keys = ask(server, [text])["findings"][0]["keys"]
        other = "<p>A ferry left the the pier with forty guests on board, and it was raining.</p>"
        answer = self.ignoring(server, [text, other], keys)
        assert [f["places"][0]["block"] for f in answer["findings"]] == [1]

    def test_a_finding_that_repeats_is_ignored_with_all_its_places(self, server):
        text = "<p>The ferry left on Mоnday and came baсk; it was late.</p>"  # two letters are Cyrillic
        (finding,) = ask(server, [text])["findings"]
        assert len(finding["keys"]) == 2
        assert rules(self.ignoring(server, [text], finding["keys"][:1])) == ["lookalike-letters"]
        assert rules(self.ignoring(server, [text], finding["keys"])) == []

    def test_a_comment_ignores_too(self, server):
        text = "<!-- copydesk-ignore repeated-word: the song -->"
        answer = ask(server, [text, "<p>They sang of the the sea, all night long.</p>"])
        assert answer["findings"] == []
        assert [(p["by"], p["reason"]) for p in answer["ignored"]] == [("comment", "the song")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"blocks": [{"text": 1}]},
        {"blocks": [{"text": "a", "role": "deck"}]},
        {"blocks": [], "text": "a"},
        {"blocks": [], "min_confidence": 2},
        {"blocks": [], "filename": "../a.html"},
        {"blocks": [{"text": "\ud800"}]},
        {"blocks": [], "house": {"dictionary": "/etc/passwd"}},
        {"blocks": [], "ignored": [{"rule": "a", "words": "b", "nth": 0}]},
    ],
)
def test_what_makes_no_sense_is_refused(server, wrong):
    response = server.request("POST", "/api/check", json.dumps(wrong))
    assert response.status == 400
    assert response.body.startswith(b"Error: ")


class TestToken:
    TOKEN = "correct-horse-battery"

    @pytest.fixture(scope="class")
    @classmethod
    def closed(cls, tmp_path_factory):
        folder = tmp_path_factory.mktemp("token")
        (folder / "token").write_text(cls.TOKEN + "\n")
        with serving(folder, "--isolated", "--token-file", "token", "--jobs", "1") as it:
            yield it

    @pytest.mark.parametrize(
        "path", ["/", "/openapi.json", "/metrics", "/v2/languages", "/v2/check?language=en&text=a", "/no"]
    )
    def test_every_path_asks_for_it(self, closed, path):
        response = closed.request("GET", path)
        assert (response.status, response.headers["www-authenticate"]) == (401, "Bearer")
        assert closed.request("GET", path, Authorization=f"Bearer {self.TOKEN}").status != 401

    def test_but_health(self, closed):
        assert closed.request("GET", "/health").status == 200

    @pytest.mark.parametrize(
        "said", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", TOKEN]
    )
    def test_no_other_will_do(self, closed, said):
        assert closed.request("POST", "/api/check", '{"blocks": []}', Authorization=said).status == 401

    @pytest.mark.parametrize("held", ["", "short", "two words in one token", "ümlaut-ümlaut-ümlaut"])
    def test_a_token_that_is_none(self, copydesk, tmp_path, held):
        (tmp_path / "token").write_text(held)
        done = copydesk("serve", "--isolated", "--token-file", "token")
        assert done.returncode == 2
        assert (
            done.stderr.decode()
            == "copydesk: token: expected a token of 16 or more ASCII characters, and no space\n"
        )
