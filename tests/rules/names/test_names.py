"""What the examples of `inconsistent-name` cannot show: formats, options, and large or hostile input."""

import pytest

from copydesk import House
from copydesk.testing import lint_text
from copydesk_rules.names.inconsistent_name import InconsistentName
from copydesk_rules.names.inconsistent_term import InconsistentTerm


def quoted(message):
    return [part.split("”")[0] for part in message.split("“")[1:]]


def odd(text, format="plain", **config):  # noqa: A002
    report = lint_text(InconsistentName, text, format, **{"language": "en"} | config)
    assert not report.problems
    return [
        (text[d.start : d.end], d.best_fix.edits[0].text if d.best_fix else quoted(d.message)[1])
        for d in report.diagnostics
    ]


def test_the_first_full_mention_is_related():
    text = "Okafor won. Chidi Okafor, 41, thanked his team. A rival called Chidi Okafro generous."
    (found,) = lint_text(InconsistentName, text, language="en").diagnostics
    (related,) = found.related
    assert text[related.start : related.end] == "Okafor"
    assert related.start == text.index("Okafor,")


def test_every_mention_of_the_odd_spelling_is_a_finding():
    text = "Rukmani and Rukmani and Rukmani. In Rukmani all is well. Few left Rukamni; in Rukamni all stay."
    assert [name for name, _ in odd(text)] == ["Rukamni", "Rukamni"]


def test_markup_within_a_name_is_seen_through():
    text = "Rex *Tillerson* spoke. Later Rex Tiller<b>so</b>n and Rex **Tillersen** left."
    report = lint_text(InconsistentName, text, "markdown", language="en")
    assert [text[d.start : d.end] for d in report.diagnostics] == ["Tillersen"]


def test_names_in_code_and_link_targets_are_nobody_s():
    text = "Rex Tillerson spoke; Tillerson left. See [here](https://x.example/Tillersen) and `Rex Tillersen`."
    assert odd(text, "markdown") == []


@pytest.mark.parametrize(
    "text",
    [
        "Erin Smith met Alan Smyth. Smith spoke, and Smyth listened.",
        "The Koreans sang. A Korean flew to Korea.",
        "Sales rose. The Sale Report is out; Sales Report readers know.",
        "Windows is on sale. Two Window Seats were sold with the Windows Seats deal.",
        "Model A320 and model A330 are alike.",
        "Dr. Chang saw him first. Dr. Chung saw him later.",
        "The Tax Policy Center and the Centre for Economic Policy agree.",
    ],
)
def test_two_names_that_look_alike_are_two_names(text):
    assert odd(text) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Arbeiter der Werke kamen, und die Arbeit im Werk ruhte. Das Haus der Maus war leer.", "de"),
        (
            "Helsinki on kaunis. Asun Helsingissä ja matkustan Helsinkiin. Helsingin kadut!",
            "fi",
        ),
        ("Warszawa jest duża. W Warszawie mieszka Anna Kowalska; widziałem Annę Kowalską.", "pl"),
        ("La Moneda está cerca. Los Monederos no. Esta es Ésta.", "es"),
    ],
)
def test_inflections_are_no_slips(text, language):
    assert odd(text, language=language) == []


def test_a_house_name_is_never_flagged_and_its_near_misses_are():
    text = "Jens Petersson and Jens Peterson both signed for Akvavit Partners; Akavvit Partners signed too."
    assert odd(text) == [("Peterson", "Petersson"), ("Akavvit", "Akvavit")]
    house = House(names=("Jens Peterson", "Akavvit Partners"))
    assert odd(text, house=house) == [("Petersson", "Peterson"), ("Akvavit", "Akavvit")]


def test_variants_are_compared_only_where_they_stand_alone():
    assert odd("Kiev fell silent. The mayor of Kyiv spoke in Kyiv.") == [("Kiev", "Kyiv")]
    assert odd("We ate Chicken Kiev. The mayor of Kyiv spoke in Kyiv.") == []
    assert odd("The Kiev Ballet danced in Kyiv.") == []
    assert odd("Kyiv, formerly known to readers as Kiev, is large.") == []


def terms(text):
    report = lint_text(InconsistentTerm, text, language="en")
    assert not report.problems
    return [(text[d.start : d.end], quoted(d.message)[1]) for d in report.diagnostics]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("E-mail us. We read e-mails; emails help.", [("emails", "e-mails")]),
        ("A web site and a website; that website is down.", [("web site", "website")]),
        ("One policy-maker and two policy makers, and policy-makers.", [("policy makers", "policy-makers")]),
        ("Healthcare costs rise; health care, and health care alone.", [("Healthcare", "Health care")]),
    ],
)
def test_a_term_in_two_forms_keeps_its_plural_and_its_capital(text, expected):
    assert terms(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Policy-making bodies know that policy making is slow.",
        "They break down; the breakdown was long. They were all ready, and already late.",
        "See website.example/web-site or mail web-site@website.example about the website.",
        "We met in May, and we may meet again. The house stood; the House sat.",
    ],
)
def test_what_grammar_tells_apart_is_no_inconsistency(text):
    assert terms(text) == []


def fixes(text, format="plain"):  # noqa: A002
    report = lint_text(InconsistentName, text, format, language="en")
    return [(text[d.start : d.end], d.best_fix and d.best_fix.edits[0].text) for d in report.diagnostics]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A brand is right as it writes itself, however rare that is.
        ("On Github again. Then Github fell, and GitHub said so.", [("Github", "GitHub")] * 2),
        ("We run LinuxMint. Linux Mint is what LinuxMint is called.", [("LinuxMint", "Linux Mint")] * 2),
        # A capital within is sooner lost than put in.
        ("Kim FitzMorran came. Kim Fitzmorran left, and Fitzmorran slept.", [("FitzMorran", None)]),
        # One of each, and nothing that decides.
        ("Ines Carvalhal came. We asked Ines Carvahlal.", [("Carvahlal", None)]),
        # Accents are lost, and hardly ever put in.
        ("Zoé Légaré-Marchand wrote. Zoé Legare-Marchand agreed.", [("Legare", "Légaré")]),
        # The letter that hasty fingers add is outnumbered.
        ("Ines Carvalhal came. Ines Carvahlal left. Ines Carvalhal slept.", [("Carvahlal", "Carvalhal")]),
    ],
)
def test_a_fix_is_offered_only_where_something_says_which_spelling_is_right(text, expected):
    assert fixes(text) == expected


def test_a_heading_decides():
    text = "# Carvalhal resigns\n\nInes Carvahlal came. We asked Ines Carvalhal.\n"
    assert fixes(text, "markdown") == [("Carvahlal", "Carvalhal")]


def test_references_name_things_as_their_sources_do():
    text = "OkCupid called. OkCupid wrote.\n\n^ Lee, S. A letter from OKCupid. 2014.\n"
    assert fixes(text) == []
