"""The benchmark's own arithmetic, and that the rules are as sure as was measured."""

from __future__ import annotations

import json
import random
import re
import sys

import pytest

from copydesk_rules import RULES
from places import ROOT


@pytest.fixture(autouse=True)
def benchmarks(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(ROOT / "benchmarks"), *sys.path])


class TestVerdicts:
    def verdict(self, words="recieved", verdict="right"):
        from verdicts import Verdict, words_hash

        return Verdict("articles/a.txt", "misspelling", 3, 11, words_hash(words), verdict, "a slip")

    def test_one_holds_for_its_rule_where_it_touches_the_place(self):
        from verdicts import Judge

        judge, text = Judge([self.verdict()]), "We recieved it."
        assert judge.verdict("articles/a.txt", "misspelling", 0, 5, text) == "right"
        assert judge.verdict("articles/a.txt", "misspelling", 12, 14, text) is None
        assert judge.verdict("articles/a.txt", "agreement", 3, 11, text) is None

    def test_one_lapses_when_the_words_change(self):
        from verdicts import Judge

        assert (
            Judge([self.verdict()]).verdict("articles/a.txt", "misspelling", 3, 11, "We received it.") is None
        )

    def test_they_come_back_as_they_were_saved_the_later_of_two(self, tmp_path):
        from verdicts import load, save

        save([self.verdict(), self.verdict(verdict="wrong")], tmp_path / "v.tsv")
        assert load(tmp_path / "v.tsv") == [self.verdict(verdict="wrong")]

    def test_what_nobody_filled_in_is_left_out_and_what_makes_no_sense_is_named(self, tmp_path):
        from verdicts import load

        file = tmp_path / "v.tsv"
        file.write_text("# “recieved” is misspelled.\na.txt\tmisspelling\t3\t11\tx\t?\t?\n", encoding="utf-8")
        assert load(file) == []
        file.write_text("a.txt\tmisspelling\t3\t11\tx\tperhaps\t?\n", encoding="utf-8")
        with pytest.raises(SystemExit, match="right or wrong"):
            load(file)


def test_a_loss_of_a_total_counts_and_one_of_a_part_is_shown(capsys):
    from corpus import worse
    from measures import Row

    before = {("gold", "all", "caught"): 100.0, ("gold", "name", "caught"): 9.0, ("a", "all", "wrong"): 2.0}
    rows = [Row("gold", "all", "caught", 99), Row("gold", "name", "caught", 5), Row("a", "all", "wrong", 3)]
    assert worse(rows, before, 0.02) == ["a, all: wrong 2 → 3"]
    assert "- gold, name: caught 9 → 5" in capsys.readouterr().out


def test_the_interval_of_a_share():
    from confidence import wilson

    low, high = wilson(19, 20)
    assert (round(low, 2), round(high, 2)) == (0.76, 0.99)
    assert wilson(0, 0) == (0, 1)


_ROW = re.compile(r"\| `([\w-]+)` \| \d+ \| (\d+) \| \d+ \| \d+ % \| (\d+) %–(\d+) % \| ([\d.]+) \|")


def test_no_rule_is_surer_or_less_sure_than_was_measured():
    """Where enough was judged to tell."""
    table = (ROOT / "docs" / "confidence.md").read_text(encoding="utf-8")
    known = {rule.meta.name for rule in RULES}
    enough = [row for row in _ROW.findall(table) if int(row[1]) >= 20 and row[0] in known]
    assert enough
    for name, _, low, high, stated in enough:
        assert int(low) <= 100 * float(stated) <= int(high), f"{name}: {stated}, measured {low}–{high} %"


class TestArchive:
    """An archive made of a few articles that are made up themselves."""

    @pytest.fixture
    def articles(self, tmp_path):
        rng = random.Random(4)
        words = ["".join(rng.choices("abdefgiklmnoprstuw", k=rng.randint(2, 8))) for _ in range(3_000)]
        folder = tmp_path / "articles"
        folder.mkdir()
        for i in range(20):
            paragraphs = [
                " ".join(
                    f"{' '.join(rng.choices(words, k=rng.randint(8, 20)))}.".capitalize()
                    for _ in range(rng.randint(2, 4))
                )
                for _ in range(rng.randint(6, 14))
            ]
            (folder / f"{i}.txt").write_text("\n\n".join(paragraphs))
        return folder

    def test_the_same_seed_makes_the_same_archive(self, articles, tmp_path):
        from archive_corpus import Maker, write

        for name in "ab":
            write(Maker(articles, 60, seed=3), tmp_path / name, {"files", "jsonl"})
        files = [sorted(p for p in (tmp_path / name).rglob("*") if p.is_file()) for name in "ab"]
        assert [p.read_bytes() for p in files[0]] == [p.read_bytes() for p in files[1]]
        assert len(files[0]) == 60 + 3

    @pytest.mark.slow
    def test_all_that_is_planted_is_found_and_nothing_else(self, articles, tmp_path):
        import duckdb

        from archive import Score, fill, measure
        from archive_corpus import Maker

        maker = Maker(articles, 600, seed=3)
        fill(maker, tmp_path / "archive.duckdb", "200MB")
        measure(tmp_path / "archive.duckdb", "200MB")
        maker.write_truth(tmp_path)
        truth = [json.loads(line) for line in (tmp_path / "duplicates.jsonl").read_text().splitlines()]
        with duckdb.connect(str(tmp_path / "archive.duckdb")) as db:
            score = Score(db, truth)
        assert score.invented == []
        # A note that stands in one article only, and in its update, is not reported.
        assert score.found.pop("boilerplate") / score.planted.pop("boilerplate") > 0.98
        assert score.found == score.planted
        assert sum(score.planted.values()) > 20

    def test_the_truth_of_names_is_what_the_files_say(self, articles, tmp_path):
        from archive_corpus import Maker, write

        write(Maker(articles, 200, seed=3), tmp_path, {"jsonl"})
        text = "\n".join(json.loads(line)["text"] for line in (tmp_path / "articles.jsonl").open())
        for line in (tmp_path / "names.jsonl").open():
            row = json.loads(line)
            for name, count in {row["name"]: row["count"], **row["variants"]}.items():
                assert len(re.findall(rf"\b{name}\b", text)) == count
