"""`page-furniture`, `lookalike-letters` and no-break spaces, beyond their examples."""

from __future__ import annotations

import pytest

from copydesk.config import Config, Selection
from copydesk.lint.fixer import fix_source
from copydesk.lint.linter import Linter, Settings
from copydesk.text.source import decode
from places import ROOT

RULES = ("page-furniture", "lookalike-letters", "invisible-character")
LINTER = Linter(Settings(Selection(select=RULES), isolated=True))
BEFORE, AFTER = "The bridge is closed until May.", "Buses run across the dam instead."


def report(text: str, format_: str = "plain", language: str | None = "en"):
    return LINTER.lint_source(decode(text.encode(), "article", format_), Config(language=language))


def found(text: str, format_: str = "plain", language: str | None = "en") -> list[str]:
    return [text[d.start : d.end] for d in report(text, format_, language).diagnostics]


def between(line: str) -> str:
    return f"{BEFORE}\n\n{line}\n\n{AFTER}\n"


@pytest.mark.parametrize(
    "line",
    [
        "Share this article", "Continue reading the main story", "CLICK HERE!", "View larger map »",
        "12 comments", "Photo 3 of 9",
        "Weiterlesen", "Lesen Sie auch: Die Fähre von Karrow", "Foto: Jo Hale", "Folgen Sie uns auf Mastodon",
        "Publicité", "La suite après cette publicité", "Abonnez-vous à notre lettre",
        "Crédit photo : Jo Hale",
        "Publicidad", "Lee también: El puente viejo", "Suscríbete a nuestro boletín",
        "Pubblicità", "Leggi anche: Il ponte vecchio", "Iscriviti alla newsletter",
        "Continua após a publicidade", "Leia também: A ponte velha", "Clique aqui para assinar",
        "Advertentie", "Lees ook: De oude brug", "Meld je aan voor onze nieuwsbrief",
        "Reklama", "Czytaj także: Stary most", "Zapisz się do newslettera",
    ],
)  # fmt: skip
def test_a_line_of_a_page_is_found_in_any_language(line):
    assert found(between(line)) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell on Monday.",
        "Read more books this summer, and read them aloud.",
        "Click here, click there: the machine never stops.",
        "See also what the council has to say about it, and how the ferry crews see it.",
        "The gallery: a room with no windows. It is closed.",
        "Advertisement revenue",
        "“Share this,” she said.",
        "Photographs show the bridge.",
        "Seven of nine",
    ],
)
def test_prose_that_looks_like_it_is_left_alone(line):
    assert found(between(line)) == []


def test_repeats_of_one_label_are_one_finding_and_go_together():
    text = "".join(between("Buy now") for _ in range(11))
    checked = report(text)
    assert len(checked.diagnostics) == 1
    assert len(checked.diagnostics[0].related) == 10
    fixed = fix_source(decode(text.encode(), "article", "plain"), lambda s: LINTER.lint_source(s, Config()))
    assert "Buy" not in fixed.source.text


def test_links_and_captions_do_their_work_in_markdown_and_html():
    text = (
        between("[Read more: The ferry](ferry.md)")
        + "\n![](a.png)\n\n*Photo: Jo Hale*\n\n## Contents\n\n1. Ferry\n"
    )
    assert found(text, "markdown") == []
    page = (
        f"<p>{BEFORE}</p><p>Read more: <a href='f'>The ferry</a></p><figcaption>Photo: Jo Hale</figcaption>"
    )
    assert found(page, "html") == []
    assert found(f"<p>{BEFORE}</p><p>Advertisement</p><p>{AFTER}</p>", "html") == ["Advertisement"]


def test_a_signature_is_right_in_an_embedded_post():
    post = "— Karrow Ferry (@karrowferry) May 3, 2021"
    assert found(f"<p>{BEFORE}</p><blockquote><p>Fog. {AFTER}</p>{post}</blockquote>", "html") == []
    assert found(between(post)) == [post]


def test_the_words_of_pages_are_in_lower_case_and_each_language_has_all_kinds():
    text = (ROOT / "rules/copydesk_rules/markup/shared/furniture.txt").read_text(encoding="utf-8")
    _, *languages = text.split("\n\n")
    entries = [[line.split(" ", 1) for line in part.splitlines()[1:]] for part in languages]
    assert len(entries) == 8
    assert len({frozenset(kind for kind, _ in part) - {"offer"} for part in entries}) == 1
    assert [entry for part in entries for _, entry in part if entry != entry.lower()] == []


def test_all_words_of_one_paste_are_one_finding():
    text = "The f\u0435rry left K\u0430rrow on M\u043enday, and nobody saw the difference."
    (finding,) = report(text).diagnostics
    assert (finding.message.count("Cyrillic"), len(finding.related)) == (1, 2)


def test_a_word_goes_back_to_the_script_of_its_paragraph():
    text = "Π\u0061\u03c1\u03ac και A\u03b8ήνα: το πλοίο έφυγε νωρίς το πρωί από το λιμάνι."
    fixed = fix_source(
        decode(text.encode(), "article", "plain"), lambda s: LINTER.lint_source(s, Config(language="el"))
    )
    assert "\u0391\u03b8ήνα" in fixed.source.text  # a Greek capital now; the Latin a has no Greek double
    assert "Π\u0061" in fixed.source.text


STORY = (
    "The bridge over the Karrow is closed until May, the council said on Monday, after divers found cracks.",
    "“We could not wait any longer,” said Ana Ruiz, who runs the works department of the town.",
    "The repairs were planned for next year. They will cost two million euros, half from the region.",
    "Shops on the east bank fear for their trade. Some had asked for a ferry, which the council refused.",
)


def story_with(line: str, behind: int) -> str:
    return "\n\n".join((*STORY[:behind], line, *STORY[behind:]))


@pytest.mark.parametrize("behind", [2, 4])
@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("Follow Jo Hale on Twitter: @johale", "social media"),
        ("Write to Jo Hale at jo.hale@karrowpost.example", "contact"),
        ("Last updated at 12:59 ET", "date or time"),
        ("This story originally appeared in The Karrow Post.", "published before"),
        ("Email us your pictures of the ferry: desk@karrowpost.example", "call to subscribe or to write"),
    ],
)
def test_a_line_of_a_page_is_known_by_what_it_is_like(line, what, behind):
    (finding,) = report(story_with(line, behind)).diagnostics
    assert (finding.rule, what in finding.message) == ("page-furniture", True)
    assert [fix.safety for fix in finding.fixes] == ["unsafe"]


@pytest.mark.parametrize("behind", [2, 4])
@pytest.mark.parametrize(
    "line",
    [
        "What happens next",
        "Correction: An earlier version named the wrong pier.",
        "Editor’s note: This story has been updated.",
        "Disclosure: The Karrow Post may earn a commission from links.",
        "Ana Ruiz contributed to this report.",
        "(Reporting by Ana Ruiz; editing by Jo Hale)",
        "Jo Hale is a reporter in Karrow.",
        "Buses run across the dam instead, every ten minutes.",
        "Ana Ruiz, engineer, born May 3, 1948; died June 9, 2021",
        "- 2 cups of flour",
        "————",
    ],
)
def test_a_line_that_an_editor_would_keep_stays(line, behind):
    assert found(story_with(line, behind)) == []


def test_the_head_of_an_article_is_no_residue():
    head = "Bridge Over the Karrow Closed Until May\n\nBy Jo Hale\n\nMay 3, 2021\n\n"
    assert found(head + "\n\n".join(STORY)) == []


def test_the_lines_are_looked_at_in_english_plain_text_alone_and_can_be_left_out():
    text = story_with("Follow Jo Hale on Twitter: @johale", 2)
    assert found(text, "markdown") == []
    assert found(text, language="de") == []
    config = Config(language="en", rules={"page-furniture": {"lines": False}})
    assert LINTER.lint_source(decode(text.encode(), "article", "plain"), config).diagnostics == ()


def test_a_short_text_has_no_form_to_judge_a_line_by():
    assert found("Fog.\n\nFollow Jo Hale on Twitter: @johale\n\nMore fog.\n\nNo ferry.") == []


TURNS = (
    "The bridge over the Karrow is closed until May, as the council said in a letter.",
    "It asked a teacher for help, who told them that it helps to be short and clear.",
    "What nobody answers is worth as little as a letter nobody has ever read.",
)
QUESTION = "Is there a photo or a video that you would like to share?"


def test_a_question_is_a_page_s_between_paragraphs_and_the_article_s_in_an_interview():
    first, second, third = TURNS
    assert found("\n\n".join((first, second, QUESTION, third))) == [QUESTION]
    assert found(f"TJ: {first}\n\nKL: {second}\n\nTJ: {QUESTION}\n\nKL: {third}") == []


def test_a_line_that_a_template_sets_again_and_again_is_a_page_s():
    line = "The Post may earn a commission"
    assert found(story_with(line, 2)) == []  # once, it is what the law wants
    again = "\n\n".join(f"{paragraph}\n\n{line}" for paragraph in STORY)
    (finding,) = report(again).diagnostics
    assert len(finding.related) == len(STORY) - 1
    assert found("\n\n".join(f"{paragraph}\n\nThe view from the pier" for paragraph in STORY)) == []


def test_small_print_is_no_head_of_an_article_though_it_has_a_year():
    assert found(story_with("© 2021 The Karrow Post. All rights reserved.", 4)) == [
        "© 2021 The Karrow Post. All rights reserved."
    ]


def test_a_question_above_the_article_is_its_headline():
    assert found("What gives you the chills?\n\n" + "\n\n".join(STORY)) == []


def test_an_offer_is_a_page_s_unless_it_is_a_whole_sentence():
    assert found(between("Learn more about the ferry")) == ["Learn more about the ferry"]
    assert found(between("Learn more about each of the ferries to choose the one that suits you.")) == []
    assert found(between("Join us at the old pier from six to nine for an evening of songs!")) == []


def test_words_of_pages_count_less_where_the_article_is_about_them():
    line = "People who subscribe get the newsletter on Monday."
    about = (
        "A newsletter that people subscribe to is read, and one that they do not subscribe to, or "
        "a newsletter without news, is not."
    )
    assert found("\n\n".join((*TURNS[:2], line, TURNS[2]))) == [line]
    assert found("\n\n".join((about, about.replace("and", "or"), line, TURNS[2]))) == []


def test_a_sentence_with_the_name_of_a_network_is_a_page_s_where_it_asks_for_something():
    call = "Follow the council on Twitter and Facebook."
    assert found("\n\n".join((*TURNS[:2], call, TURNS[2]))) == [call]
    assert (
        found(
            "\n\n".join(
                (
                    *TURNS[:2],
                    "Twitter and Facebook can help you reach people who live beside the bridge.",
                    TURNS[2],
                )
            )
        )
        == []
    )
