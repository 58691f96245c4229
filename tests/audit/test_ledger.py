"""The names of an archive, learned, accepted, and held against what is written next."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from copydesk import House
from copydesk.audit.names.ledger import SURE, learn, naming_rules
from copydesk.audit.query import query
from copydesk.audit.store import Store
from copydesk.config import Config, forget, load_config
from copydesk.config.ledger import extended, parsed
from copydesk.errors import ConfigError
from copydesk.lint.check import read_articles
from copydesk.rule.plugins import find_plugins, load_plugins
from copydesk.text.source import Source
from copydesk_rules.names.shared.full_names import names_in
from copydesk_rules.names.shared.likeness import likeness

STORY = """---
date: {year}-03-04
---

The harbour was closed on Monday, and the {email} to the owners went unanswered.

It was {person} who spoke first, for {ferry}. The Tarrou Harbour Board would not say more.
"""


def run(*args: str, cwd: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "copydesk", *args],
        cwd=cwd,
        capture_output=True,
        text=True,
        env={**os.environ, "COPYDESK_CONFIG_DIR": str(cwd / "none")},
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """A folder with an audit of an archive that spells a name and a term in two ways."""
    folder = tmp_path_factory.mktemp("house")
    (folder / "old").mkdir()
    for i in range(14):
        person = "Mohammad bin Tarrif" if i == 3 else "Mohammed bin Tarrif"
        email = "e-mail" if i < 2 else "email"
        ferry = "Air Tarrou Ferries" if i == 5 else "AirTarrou Ferries"
        text = STORY.format(year=2010 + i, person=person, email=email, ferry=ferry)
        (folder / "old" / f"{i}.md").write_text(text)
    run("audit", "old", "--jobs", "1", cwd=folder, code=0)
    return folder


@pytest.fixture
def house(audited, tmp_path):
    """The same, to write into."""
    subprocess.run(["cp", "-r", f"{audited}/.", tmp_path], check=True)
    return tmp_path


def named(text: str, language: str = "en") -> dict[str, tuple[str, int]]:
    source = Source("a.txt", text.encode(), "plain", "utf-8", text)
    (article,) = read_articles(source, Config(language=language))
    return {found.name: (found.kind, found.count) for found in names_in(article)}


def test_names_are_learned_with_kinds_and_years(audited):
    rows = query(audited / "copydesk-audit", "FROM names WHERE articles > 1 ORDER BY name")[1]
    assert [row[:7] for row in rows] == [
        ("AirTarrou Ferries", "name", 13, 13, 2010, 2023, None),
        ("Mohammed bin Tarrif", "person", 13, 13, 2010, 2023, None),
        ("Tarrou Harbour Board", "organisation", 14, 14, 2010, 2023, None),
        ("e-mail", "term", 2, 2, 2010, 2011, "email"),
        ("email", "term", 12, 12, 2012, 2023, None),
    ]
    conflict = "SELECT name, preferred, verdict FROM names WHERE kind = 'person' AND preferred IS NOT NULL"
    assert query(audited / "copydesk-audit", conflict)[1] == [
        ("Mohammad bin Tarrif", "Mohammed bin Tarrif", "sure")
    ]


def test_what_is_accepted_is_held_against_the_next_article(house):
    run("ledger", "accept", "Mohammed bin Tarrif", "email", cwd=house)
    assert tomllib.loads((house / "copydesk.toml").read_text()) == {
        "house": {"ledger": "copydesk-ledger.txt"}
    }
    lines = (house / "copydesk-ledger.txt").read_text().splitlines()
    assert lines[1:] == ["e-mail = email", "Mohammed bin Tarrif"]
    assert not load_config(house / "copydesk.toml").excludes(house / "new.txt")
    assert load_config(house / "copydesk.toml").excludes(house / "copydesk-ledger.txt")  # it is no article
    new = house / "new.md"
    new.write_text("An e-mail was signed by Mohammad bin Tarrif on Monday, and by nobody else.\n")
    report = json.loads(run("check", "new.md", "--output-format", "json", cwd=house, code=1).stdout)
    assert [(f["rule"], f["message"]) for f in report["findings"]] == [
        ("house-term", "“e-mail” is “email” in this house."),
        (
            "inconsistent-name",
            "“Mohammad bin Tarrif” is “Mohammed bin Tarrif” in the house’s list of names.",
        ),
    ]
    run("check", "new.md", "--fix", "--unsafe-fixes", cwd=house)
    assert new.read_text() == "An email was signed by Mohammed bin Tarrif on Monday, and by nobody else.\n"
    run("check", "new.md", cwd=house)


def test_what_the_configuration_and_the_ledger_have_stays_as_it_is_written(house):
    (house / "copydesk.toml").write_text(
        "# ours\nignore = ['wording']  # too much\n\n[house]\nledger = 'n.txt'\n"
    )
    (house / "n.txt").write_text("# of the desk\nAda Moss\n\nZoë Quill\n")
    run("ledger", "accept", "Mohammed bin Tarrif", cwd=house)
    assert (house / "copydesk.toml").read_text().startswith("# ours\nignore = ['wording']  # too much\n")
    assert (house / "n.txt").read_text() == "# of the desk\nAda Moss\n\nMohammed bin Tarrif\nZoë Quill\n"
    run("ledger", "accept", "Mohammed bin Tarrif", cwd=house)
    assert (house / "n.txt").read_text().count("Tarrif") == 1


def test_a_name_in_one_word_and_in_two(house):
    run("ledger", "accept", "AirTarrou Ferries", cwd=house)
    lines = (house / "copydesk-ledger.txt").read_text().splitlines()
    assert lines[1:] == ["Air Tarrou Ferries = AirTarrou Ferries", "AirTarrou Ferries"]
    (house / "new.md").write_text("He sailed with Air Tarrou Ferries on Monday, and came back on foot.\n")
    run("check", "new.md", "--fix", "--unsafe-fixes", cwd=house)
    assert "AirTarrou Ferries" in (house / "new.md").read_text()


def test_all_that_is_sure(house):
    run("ledger", "accept", "--all-sure", "--articles", "13", cwd=house)
    lines = (house / "copydesk-ledger.txt").read_text().splitlines()
    assert lines[1:] == ["Mohammed bin Tarrif", "Tarrou Harbour Board"]


def test_two_people_are_told_apart_by_an_editor(house):
    run("ledger", "reject", "Mohammad bin Tarrif", cwd=house)
    assert "Mohammad" not in run("ledger", "show", "--conflicts", cwd=house).stdout
    run("audit", "old", "--jobs", "1", cwd=house)
    assert "Mohammad" not in run("ledger", "show", "--conflicts", cwd=house).stdout
    run("ledger", "accept", "Mohammad bin Tarrif", "Mohammed bin Tarrif", cwd=house)
    (house / "new.md").write_text(
        "A letter was signed by Mohammad bin Tarrif on Monday, and by nobody else.\n"
    )
    run("check", "new.md", cwd=house)


def test_showing_and_exporting(audited):
    shown = run("ledger", "show", "mohammad", cwd=audited).stdout.splitlines()
    assert shown[2].split() == ["Mohammed", "bin", "Tarrif", "person", "13", "13", "2010–2023"]
    assert shown[3].split() == ["·", "Mohammad", "bin", "Tarrif", "1", "1", "2013", "sure", "0.86"]
    rows = list(csv.DictReader(io.StringIO(run("ledger", "export", cwd=audited).stdout)))
    assert {row["name"]: row["preferred"] for row in rows}["e-mail"] == "email"
    (first, *_) = run(
        "ledger", "export", "--conflicts", "--output-format", "json", cwd=audited
    ).stdout.splitlines()
    assert json.loads(first)["variants"][0]["verdict"] == "sure"
    toml = run("ledger", "export", "--output-format", "toml", cwd=audited).stdout
    assert tomllib.loads(toml)["house"]["terms"] == {"e-mail": "email"}


def test_a_name_is_found_whatever_its_case(house):
    run("ledger", "show", "mohammed bin tarrif", cwd=house)
    run("ledger", "accept", "mohammed bin TARRIF", cwd=house)
    assert (house / "copydesk-ledger.txt").read_text().splitlines()[1:] == ["Mohammed bin Tarrif"]
    run("ledger", "reject", "air tarrou ferries", cwd=house)


def test_a_part_of_a_name_is_no_name(audited):
    run("ledger", "show", "Tarrou", cwd=audited)
    said = run("ledger", "accept", "Tarrou", cwd=audited, code=2).stderr
    assert "'Tarrou' is not one name of the ledger; say which: " in said
    assert "'AirTarrou Ferries'" in said


def test_names_that_are_not_there(audited):
    said = run("ledger", "accept", "Mohamed bin Tarrif", cwd=audited, code=2).stderr
    assert "'Mohamed bin Tarrif' is not in the ledger; did you mean 'Moham" in said
    said = run("ledger", "accept", "Mohammad bin Tarrif", cwd=audited, code=2).stderr
    assert "is taken for a spelling of 'Mohammed bin Tarrif'" in said
    assert not (audited / "copydesk.toml").exists()


@pytest.fixture
def learned(tmp_path):
    """What is learned from articles, each given by its year and its names."""

    def learn_from(*articles: tuple[int, dict[str, int]]) -> dict[str, tuple[str, float]]:
        registry = load_plugins(find_plugins())
        with Store(tmp_path) as store:
            for number, (year, names) in enumerate(articles):
                row = [number, f"{number}.md", f"{year}-01-01"]
                store.db.execute(
                    "INSERT INTO state.articles (article, path, published) VALUES (?, ?, ?)", row
                )
                for name, count in names.items():
                    row = [number, name, "person", count]
                    store.db.execute("INSERT INTO state.names VALUES (?, ?, ?, ?)", row)
            learn(store.db, naming_rules(registry, Config()))
            rows = store.db.execute("SELECT name, preferred, confidence FROM state.conflicts").fetchall()
        return {name: (preferred, sure) for name, preferred, sure in rows}

    return learn_from


def test_a_slip_is_surer_the_oftener_the_other_stands(learned):
    few = learned(*[(2020, {"Ines Carvalhal": 1})] * 2, (2020, {"Ines Carvahlal": 9}))
    assert few == {"Ines Carvahlal": ("Ines Carvalhal", 0.647)}


def test_a_slip_among_many(learned):
    many = learned(*[(2020, {"Ines Carvalhal": 1})] * 30, (2020, {"Ines Carvahlal": 1}))
    assert many["Ines Carvahlal"][1] >= SURE


def test_equals_are_no_conflict(learned):
    assert learned(*[(2020, {"Ines Carvalhal": 1})] * 3, *[(2020, {"Ines Carvahlal": 1})] * 2) == {}


def test_two_who_stand_side_by_side_are_two(learned):
    both = {"Ines Tarrov": 2, "Ines Tarrrov": 2}
    assert learned(*[(2020, {"Ines Tarrov": 1})] * 30, (2020, both), (2021, both)) == {}


def test_a_slip_of_a_slip_is_one_of_the_name(learned):
    found = learned(
        *[(2020, {"Ines Carvalhal": 1})] * 30,
        *[(2020, {"Ines Carvallhal": 1})] * 5,
        (2020, {"Ines Carvallhaal": 1}),
    )
    assert {name: preferred for name, (preferred, _) in found.items()} == {
        "Ines Carvallhal": "Ines Carvalhal",
        "Ines Carvallhaal": "Ines Carvalhal",
    }


def test_a_spelling_that_was_given_up_is_not_preferred(learned):
    found = learned(*[(2005, {"Zoe Tarrov": 1})] * 20, *[(2020, {"Zoë Tarrov": 1})] * 4)
    assert found == {"Zoe Tarrov": ("Zoë Tarrov", 0.6)}


def test_a_ledger_is_an_entry_a_line():
    text = "# ours\nAda Moss\ne-mail = email\n"
    assert parsed(text) == House(("Ada Moss",), {"e-mail": "email"})
    more = extended(text, ["Bela Quill", "Ada Moss"], [("e-mail", "email"), ("web site", "website")])
    assert more == "# ours\nAda Moss\nBela Quill\ne-mail = email\nweb site = website\n"
    with pytest.raises(ValueError, match="line 2: '= email' is no entry"):
        parsed("Ada\n= email")


def test_a_repository_names_no_ledger_outside_it(tmp_path):
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("Ada Moss\n")
    config = repository / "copydesk.toml"
    config.write_text('[house]\nledger = "../secret.txt"\n')
    with pytest.raises(ConfigError, match="which is outside"):
        load_config(config)
    forget()
    config.write_text('[house]\nledger = "gone.txt"\n')
    with pytest.raises(ConfigError, match=r"gone\.txt: no such file"):
        load_config(config)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Then President Ada Moss met J. Karim Quill.", {"Ada Moss": "person", "J. Karim Quill": "person"}),
        ("They heard Anna van der Brug’s speech.", {"Anna van der Brug": "person"}),
        ("He taught at the University of Tarrou.", {"University of Tarrou": "organisation"}),
        ("She left Quill Tractors Inc. in May.", {"Quill Tractors Inc": "organisation"}),
        (
            "They fished in the Tarrou River near New Quillby.",
            {"Tarrou River": "place", "New Quillby": "place"},
        ),
        ("Yesterday Anna Brandt left for France.", {"Anna Brandt": "person", "France": "place"}),
        ("ADA MOSS IS HERE. HOW To Win At The Game Of Life.", {}),
        ("See the report. However Much It Rains, we go on Monday.", {}),
        ("Write to @AdaMoss or see example.org/Ada.", {}),
    ],
)
def test_names_and_their_kinds(text, expected):
    assert {name: kind for name, (kind, _) in named(text).items()} == expected


def test_other_languages_give_people_or_nothing():
    german = "Der alte Hafen von Tarrou wurde am Montag durch Anna Schmidt und den Rat der Stadt geschlossen."
    assert named(german, "de") == {}
    french = "Le port de Tarrou a été fermé lundi par Anna Moreau et le Conseil Municipal de la ville."
    assert named(french, "fr") == {"Anna Moreau": ("person", 1)}


@pytest.mark.parametrize(
    ("odd", "usual"),
    [
        ("Mohammad bin Tarrif", "Mohammed bin Tarrif"),
        ("Zoe Quill", "Zoë Quill"),
        ("Ines Carvahlal", "Ines Carvalhal"),
        ("Tarruo Harbour Board", "Tarrou Harbour Board"),
        ("BlueHeron Ferries", "Blue Heron Ferries"),
    ],
)
def test_one_name(odd, usual):
    assert likeness(odd, usual) >= 0.8


@pytest.mark.parametrize(
    ("odd", "usual"),
    [
        ("Alice Johnson", "Alice Johnston"),
        ("Maria Lopes", "Mario Lopes"),
        ("Green Party", "Greens Party"),
        ("Ann Moss", "Anne Moss"),
        ("Iran", "Iraq"),
        ("Ada Moss", "Ada Ross"),
        ("Ada Moss", "Ada B. Moss"),
        ("Art Council", "Arts Council"),
    ],
)
def test_two_names(odd, usual):
    assert likeness(odd, usual) < 0.55
