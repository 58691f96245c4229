import datetime
import random
import re

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.audit.duplicates.classify import find_duplicates
from copydesk.audit.duplicates.minhash import BANDS, passages_of, signature_version
from copydesk.audit.duplicates.near_duplicates import pair_up, similarity
from copydesk.config import Config
from copydesk.lint.check import read_articles
from copydesk.text.source import decode

SCHEMA = """
CREATE TABLE articles (article BIGINT PRIMARY KEY, source VARCHAR, path VARCHAR, id VARCHAR, title VARCHAR,
  author VARCHAR, date VARCHAR, published DATE, section VARCHAR, link VARCHAR, status VARCHAR,
  language VARCHAR, words INTEGER, digest VARCHAR);
CREATE TABLE passages (article BIGINT, n INTEGER, kind VARCHAR, hash UBIGINT, words INTEGER, text VARCHAR,
  bands UBIGINT[]);
"""


BRIDGE = (
    "The bridge over the lower Aune was closed on Monday after inspectors found rust in eleven of its bolts, "
    "and the county expects the repairs to take until the end of the summer."
)
BRIDGE_EDITED = BRIDGE.replace("Monday", "Tuesday").replace("eleven", "twelve")
NOTE = (
    "The Valley Courier is published every morning but Sunday by its readers' cooperative, and is sold in "
    "forty villages between the pass and the sea."
)
BIO = "Ada Brook has covered the harbour, the courts and the ferries for the Courier since she left school."
QUOTED = (
    "“We knew that the bolts were old when we bought the bridge, and we asked for the money to replace them "
    "three years running, and three years running there was none.”"
)
PINNED = ("rensa-2/1997/32x4", 10147446973501404566, 9102537630683079139, 3897043823086850732)
SYLLABLES = re.findall("..", "bacodifugehainjokelumanesorpiquarisoterulvewizo")


def filler(seed, paragraphs=6):
    """Paragraphs that no other seed has."""
    rng = random.Random(seed)
    return [
        " ".join("".join(rng.choices(SYLLABLES, k=3)) for _ in range(rng.randint(25, 60))).capitalize() + "."
        for _ in range(paragraphs)
    ]


def story(seed, *, start=(), middle=(), end=(), paragraphs=6, **columns):
    """An article of its own text, with other paragraphs in places."""
    text = filler(seed, paragraphs)
    return {"text": "\n\n".join([*start, *text[:3], *middle, *text[3:], *end]), **columns}


def read(text):
    (article,) = read_articles(decode(text.encode(), "article.md", "markdown"), Config(language="en"))
    return article


def audited(articles, order=None):
    """The groups of articles, added in an order: kind, class, text and places.

    A place is the article, the ordinal of the paragraph, the similarity, and whether it is first.
    """
    db = duckdb.connect()
    db.execute(SCHEMA)
    order = list(order or range(len(articles)))
    for article in order:
        row = {
            "source": "archive",
            "path": f"{article:03}.md",
            "title": f"Title {article}",
            **articles[article],
        }
        text = row.pop("text")
        row["article"] = order.index(article)
        db.execute(
            f"INSERT INTO articles ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
            list(row.values()),
        )
        for p in passages_of(read(text)):
            db.execute(
                "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)",
                [row["article"], p.n, p.kind, p.hash, p.words, p.text, p.bands],
            )
    find_duplicates(db)
    rows = db.execute(
        "SELECT grp, kind, class, text, article, n, similarity, first FROM duplicates"
        " JOIN duplicate_groups USING (grp, kind, class) ORDER BY ALL"
    ).fetchall()
    groups = {}
    for grp, kind, class_, text, article, n, alike, first in rows:
        groups.setdefault((grp, kind, class_, text), []).append((order[article], n, alike, first))
    return [
        (kind, class_, text, sorted(places)) for (_, kind, class_, text), places in sorted(groups.items())
    ]


def test_a_paragraph_in_two_articles_is_an_accident():
    found = audited(
        [
            story(1),
            story(2, middle=[BRIDGE], published="2020-01-02"),
            story(3, middle=[BRIDGE], published="2019-05-06"),
        ]
    )
    assert found == [("paragraph", "accident", BRIDGE, [(1, 4, 1.0, False), (2, 4, 1.0, True)])]


def test_a_near_copy_too():
    found = audited([story(2, middle=[BRIDGE]), story(3, middle=[BRIDGE_EDITED])])
    ((kind, class_, text, places),) = found
    assert (kind, class_, text) == ("paragraph", "accident", BRIDGE)
    assert [place[:2] for place in places] == [(0, 4), (1, 4)]
    assert places[1][2] == pytest.approx(similarity(BRIDGE, BRIDGE_EDITED))
    assert 0.9 < places[1][2] < 1


def test_case_quotation_marks_and_markup_do_not_count():
    found = audited([story(2, middle=[f"**{BRIDGE.upper()}**"]), story(3, middle=[BRIDGE])])
    assert [place[2] for place in found[0][3]] == [1.0, 1.0]


def test_the_note_at_the_end_of_many_is_boilerplate():
    articles = [story(i, end=[NOTE], published=f"20{10 + i}-01-02") for i in range(5)]
    assert [(group[1], len(group[3])) for group in audited(articles)] == [("boilerplate", 5)]


def test_the_line_about_an_author_is_boilerplate_though_all_have_the_same_author_and_the_years_vary():
    articles = [
        story(i, end=[BIO.replace("left school", f"left school in 19{70 + i}")], author="Ada Brook")
        for i in range(5)
    ]
    assert [(group[1], len(group[3])) for group in audited(articles)] == [("boilerplate", 5)]


def test_wire_credits_are_boilerplate_though_hardly_a_word_is_the_same():
    names = ["Ada Brook", "Bo Park", "Cy Doe", "Di Élan", "Eva Fox-Grey", "Fay O’Hara"]
    lines = [
        f"Reporting by {names[i % 6]} in {('Oslo', 'New York')[i % 2]}; editing by {names[i % 5]}, {20 + i}."
        for i in range(15)
    ]
    found = audited([story(i, end=[credit]) for i, credit in enumerate(lines)])
    assert [(group[1], len(group[3])) for group in found] == [("boilerplate", 15)]
    assert audited([story(i, end=[credit]) for i, credit in enumerate(lines[:3])]) == []


@pytest.mark.parametrize(
    ("articles", "columns", "expected"),
    [
        (9, {"author": "Ada Brook", "published": "2010-01-02"}, "accident"),
        (11, {"author": "Ada Brook", "published": "2010-01-02"}, "boilerplate"),
        (5, {"author": "Ada Brook", "published": "2010-{i:02}-02"}, "boilerplate"),
        (5, {"author": "Writer {i}", "published": "2010-01-02"}, "boilerplate"),
    ],
    ids=["a story's background", "very many", "over months", "many authors"],
)
def test_amid_the_text_it_takes_more(articles, columns, expected):
    found = audited(
        [
            story(i, middle=[NOTE], **{key: value.format(i=i) for key, value in columns.items()})
            for i in range(1, articles + 1)
        ]
    )
    assert [group[1] for group in found] == [expected]


def test_a_template_filled_in_twice_is_two_articles():
    template = filler(1, 3)
    news = [filler(i, 1)[0] for i in (2, 3)]
    first, second = ({"text": "\n\n".join([*template[:2], one, *template[2:]])} for one in news)
    assert 0.7 < similarity(first["text"], second["text"]) < 0.8
    assert "republished" not in {group[1] for group in audited([first, second])}
    same = [article | {"title": "The bridge"} for article in (first, second)]
    assert [group[1] for group in audited(same)] == ["republished"]


def test_an_update_is_republished_and_its_paragraphs_are_not_accidents():
    first, later = story(1, published="2020-01-02"), story(1, published="2020-01-05")
    later["text"] = later["text"] + "\n\n" + BRIDGE
    assert [
        (group[:2], [place[:2] for place in group[3]]) for group in audited([later, first, story(2)])
    ] == [(("article", "republished"), [(0, 0), (1, 0)])]


def test_a_paragraph_of_a_republished_article_in_a_third_is_an_accident():
    articles = [story(1, middle=[BRIDGE]), story(1, middle=[BRIDGE], end=[NOTE]), story(2, middle=[BRIDGE])]
    assert [group[:2] for group in audited(articles)] == [
        ("article", "republished"),
        ("paragraph", "accident"),
    ]


def test_an_article_in_two_sources_is_the_same():
    articles = [
        story(1, title="The bridge", source="export", published="2020-01-02"),
        story(1, title="The bridge", source="folder", published="2020-01-02"),
    ]
    assert [group[:3] for group in audited(articles)] == [("article", "same", "The bridge")]


def test_short_articles_with_the_same_long_note_are_not_the_same():
    note = " ".join([NOTE, BRIDGE, BIO])
    articles = [{"text": filler(i, 1)[0] + "\n\n" + note} for i in range(6)]
    assert [group[:2] for group in audited(articles)] == [("paragraph", "boilerplate")]


def test_what_is_all_in_quotation_marks_is_told_apart():
    assert [group[1] for group in audited([story(i, middle=[QUOTED]) for i in range(2)])] == ["quotation"]


@pytest.mark.parametrize(
    "text",
    [
        "Read more about the bridge on page four.",
        f"> {BRIDGE}",
        "\n".join(f"A short line of song {i}," + "\\" for i in "abcd"),
        f'[et_pb_text label="a"]{BRIDGE}[/et_pb_text]',
    ],
    ids=["short", "a block quote", "verse", "a tag"],
)
def test_what_may_stand_in_two_articles(text):
    assert audited([story(i, middle=[text]) for i in range(2)]) == []


def test_copies_within_one_article_are_not_for_this():
    assert audited([story(1, middle=[BRIDGE, BRIDGE_EDITED]), story(2)]) == []


def test_a_chain_of_edits_is_not_one_group():
    rng = random.Random(5)
    words = filler(0, 1)[0].split()
    chain = []
    for at in range(len(words)):
        words[at] = "".join(rng.choices(SYLLABLES, k=3))
        chain.append(" ".join(words))
    groups = audited([story(i, middle=[text]) for i, text in enumerate(chain)])
    assert len(groups) > 2
    assert all(place[2] >= 0.8 for group in groups for place in group[3])


def test_what_shares_a_band_with_very_many_is_not_compared_with_all_of_them():
    db = duckdb.connect()
    bands = ", ".join(f"0::UBIGINT AS b{i}" for i in range(1, BANDS + 1))
    db.execute(f"CREATE TABLE texts AS SELECT range AS id, range::UBIGINT AS hash, {bands} FROM range(1000)")
    pair_up(db)
    assert db.execute("SELECT count(*) FROM pairs").fetchall()[0][0] < 3 * 1000


def test_an_interruption_leaves_the_tables_as_they_were(monkeypatch):
    db = duckdb.connect()
    db.execute(SCHEMA)
    find_duplicates(db)
    db.execute("INSERT INTO duplicates (grp) VALUES (7)")

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("copydesk.audit.duplicates.classify.gather", stop)
    with pytest.raises(KeyboardInterrupt):
        find_duplicates(db)
    assert db.execute("SELECT grp FROM duplicates").fetchall() == [(7,)]
    assert db.execute("SELECT database_name FROM duckdb_databases() WHERE NOT internal").fetchall() == [
        ("memory",)
    ]


def test_dates_of_no_meaning_are_not_the_first():
    articles = [
        story(i, middle=[BRIDGE], published=day)
        for i, day in enumerate(["1970-01-01", "2012-03-04", "9999-12-31"])
    ]
    assert [place[0] for place in audited(articles)[0][3] if place[3]] == [1]


def test_empty_articles_and_an_empty_archive():
    assert audited([]) == []
    assert audited([{"text": "\n"}, {"text": ""}, {"text": "# Title"}]) == []


def test_the_tables_are_made_anew_and_nothing_else_is_left(tmp_path):
    db = duckdb.connect(str(tmp_path / "archive.duckdb"))
    db.execute(SCHEMA)
    db.execute("INSERT INTO articles (article, published) VALUES (1, ?)", [datetime.date(2020, 1, 2)])
    for _ in range(2):
        find_duplicates(db, tmp_path)
    tables = {name for (name,) in db.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert tables == {"articles", "passages", "duplicates", "duplicate_groups"}
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []
    columns = dict(
        db.execute(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'duplicates'"
        ).fetchall()
    )
    assert columns == {
        "grp": "BIGINT",
        "kind": "VARCHAR",
        "class": "VARCHAR",
        "article": "BIGINT",
        "n": "INTEGER",
        "similarity": "DOUBLE",
        "first": "BOOLEAN",
    }


def test_passages_are_the_same_on_every_machine():
    whole, *_, bridge = passages_of(read(story(1, end=[BRIDGE])["text"]))
    assert (whole.n, whole.kind, whole.text) == (0, "article", "")
    assert (bridge.n, bridge.kind, bridge.words, bridge.text) == (7, "paragraph", 33, BRIDGE)
    assert len(bridge.bands) == BANDS
    assert (signature_version(), bridge.hash, bridge.bands[0], bridge.bands[-1]) == PINNED


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10**6), st.permutations(range(12)))
def test_planted_edits_are_found_in_whatever_order(seed, order):
    rng = random.Random(seed)
    articles = [story(rng.random(), published=f"20{10 + i}-01-02") for i in range(12)]
    for one in range(0, 8, 2):  # each has an edited copy of a paragraph of the one before it
        paragraph = filler(rng.random(), 1)[0].split()
        edited = list(paragraph)
        for at in rng.sample(range(len(edited)), k=max(1, len(edited) // 10)):
            edited[at] = "changed"
        for article, words in ((one, paragraph), (one + 1, edited)):
            articles[article]["text"] += "\n\n" + " ".join(words)
    found = audited(articles, order)
    assert [[place[0] for place in group[3]] for group in found] == [[0, 1], [2, 3], [4, 5], [6, 7]]
    assert found == audited(articles)
