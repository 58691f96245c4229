"""Fixes: what is applied, in what order, and how they reach the file."""

import os
import re
import stat

import msgspec
import pytest

from copydesk.config import Config
from copydesk.errors import WriteError
from copydesk.lint.fixer import MAX_PASSES, FixRequest, apply_fixes, fix_source
from copydesk.lint.linter import Linter, Settings
from copydesk.rule.finding import Edit, Fix, Safety
from copydesk.rule.rule import Bad, Meta, Rule
from copydesk.system.atomic import write_atomically
from copydesk.testing import lint_text
from copydesk.text.source import SourceEdit, decode
from copydesk.text.span import Span


def rule_that(fixes, name="sample"):
    """A rule that offers what `fixes(article)` yields: a span and its fixes."""

    class Sample(Rule[msgspec.Struct]):
        meta = Meta(name=name, group="sample", summary="Sample.", since="1")
        examples = (Bad("x"),)

        def check(self, article):
            for span, *offered in fixes(article):
                yield self.finding(span, *offered)

    return Sample


def replace_word(old, new, safety=Safety.SAFE):
    def fixes(article):
        at = article.prose.find(old)
        if at >= 0:
            span = Span(at, at + len(old))
            yield span, Fix.replace(span, new, safety)

    return rule_that(fixes)


def fixed(rule, text, unsafe=False):
    source = decode(text.encode(), "a.txt", "plain")
    return fix_source(source, lambda s: lint_text(rule, s.text), unsafe)


def test_safe_fixes_are_applied_and_unsafe_ones_only_when_asked_for():
    rule = replace_word("teh", "the", Safety.UNSAFE)
    assert fixed(rule, "In teh end.").source.text == "In teh end."
    assert fixed(rule, "In teh end.", unsafe=True).source.text == "In the end."


def test_display_fixes_never_are():
    assert fixed(replace_word("teh", "the", Safety.DISPLAY), "In teh end.", unsafe=True).applied == 0


def test_quoted_words_are_never_changed():
    report = lint_text(replace_word("teh", "the"), "She said “In teh end.”")
    assert [f.safety for d in report.diagnostics for f in d.fixes] == [Safety.DISPLAY]


def test_punctuation_in_quotation_marks_is_unsafe_at_most():
    report = lint_text(replace_word("...", "…"), "She said “In the end...”")
    assert [f.safety for d in report.diagnostics for f in d.fixes] == [Safety.UNSAFE]


def test_repairing_the_file_leaves_the_spoken_words_as_they_were():
    def fixes(article):
        at = article.prose.find("â€™")
        if at >= 0:
            span = Span(at, at + 3)
            yield span, Fix("Repair", (Edit(span, "’"),), Safety.SAFE, repair=True)

    assert fixed(rule_that(fixes), "“Itâ€™s late,” he said.").source.text == "“It’s late,” he said."


def test_of_overlapping_fixes_the_first_wins_and_the_rest_wait():
    def fixes(article):
        for old, new in (("aa bb", "a b"), ("bb cc", "b c")):
            at = article.prose.find(old)
            if at >= 0:
                span = Span(at, at + len(old))
                yield span, Fix.replace(span, new, Safety.SAFE)

    result = fixed(rule_that(fixes), "aa bb cc")
    assert result.source.text == "a b cc", "the second overlapped, and its words are gone in the next pass"
    assert result.converged


def test_a_fix_that_changes_nothing_is_none():
    report = lint_text(replace_word("the", "the"), "In the end.")
    assert [d.fixes for d in report.diagnostics] == [()]


def test_what_is_inserted_stays_on_the_line_of_the_word_before_it():
    def fixes(article):
        if "map," not in article.text:
            at = article.text.index("map") + 3
            yield Span(at - 3, at), Fix("Insert a comma", (Edit(Span(at, at), ","),), Safety.SAFE)

    rule = rule_that(fixes)
    source = decode(b"The map\n{:.wide}\nfor it.\n", "a.md", "markdown")
    result = fix_source(source, lambda s: lint_text(rule, s.text, "markdown"))
    assert result.source.text == "The map,\n{:.wide}\nfor it.\n"


def test_rules_that_undo_each_other_end_where_they_began_and_are_named():
    def swap(article):
        for old, new in (("aa", "bb"), ("bb", "aa")):
            for match in re.finditer(old, article.prose):
                yield Span(*match.span()), Fix.replace(Span(*match.span()), new, Safety.SAFE)
        for match in re.finditer("teh", article.prose):
            yield Span(*match.span()), Fix.replace(Span(*match.span()), "the", Safety.SAFE)

    result = fixed(rule_that(swap), "In teh aa.")
    assert not result.converged
    assert result.undoing == (result.report.diagnostics[0].rule,)
    assert fixed(rule_that(swap), result.source.text).source.text == result.source.text, "it stays so"
    assert result.source.text == "In the bb.", "what else there was to fix is fixed"


def test_a_name_with_a_letter_of_another_script_is_never_the_usual_one():
    text = (
        "The Coastal Tide Bu\u0421kton Pilot began. The Coastal Tide Bu\u0421kton is big.\n\n"
        "A person saw the Coastal Tide BuCkton, and BuCkton works.\n"
    )
    linter = Linter(Settings(isolated=True))
    source = decode(text.encode(), "post", "markdown")
    result = fix_source(source, lambda s: linter.lint_source(s, Config(language="en")), unsafe=True)
    assert result.converged
    assert "\u0421" not in result.source.text


def test_fixes_of_many_kinds_that_alternate_are_made_at_once():
    kinds = [chr(c) for c in (*range(1, 9), *range(0x2060, 0x2065), 0xFEFF, 0xAD)]
    text = f"One {''.join(f'ty{kind}pe of ' for kind in kinds)}end.\n"
    linter = Linter(Settings(isolated=True))
    calls: list[str] = []

    def lint(source):
        calls.append(source.text)
        return linter.lint_source(source, Config(language="en"))

    result = fix_source(decode(f"{text}\n{text}".encode(), "post", "plain"), lint)
    assert result.converged
    assert not set(kinds) & set(result.source.text)
    assert len(calls) <= 3


def test_fixes_that_never_settle_stop_in_the_end():
    def fixes(article):
        span = Span(0, 1)
        yield span, Fix.replace(span, article.prose[0] + "x", Safety.SAFE)

    result = fixed(rule_that(fixes), "word")
    assert result.applied == MAX_PASSES
    assert not result.converged


def test_deleting_a_paragraph_takes_the_space_that_set_it_off_along():
    def fixes(article):
        for block in article.blocks:
            if "gone" in article.text_of(block):
                yield block.span, Fix("Delete it", (Edit(block.span),), Safety.SAFE)

    rule = rule_that(fixes)
    assert (
        fixed(rule, "One is here.\n\nTwo is gone.\n\nThree is here.\n").source.text
        == "One is here.\n\nThree is here.\n"
    )
    assert fixed(rule, "One is here.\r\n\r\nTwo is gone.\r\n").source.text == "One is here.\r\n"
    assert fixed(rule, "One is gone.\n\nTwo is here.").source.text == "Two is here."
    assert fixed(rule, "One is here.\n\nTwo is gone.\n\nThree is gone.\n").source.text == "One is here.\n"


def test_bom_and_mixed_newlines_survive():
    text = "\ufeffA title here\r\n\nIn teh end.\rThe last line.\n"
    assert fixed(replace_word("teh", "the"), text).source.data == text.replace("teh", "the").encode()


class TestWriting:
    def test_mode_and_links_are_kept(self, tmp_path):
        file, link = tmp_path / "a.txt", tmp_path / "link.txt"
        file.write_bytes(b"old")
        file.chmod(0o640)
        link.symlink_to(file)
        assert write_atomically(link, b"old", b"new")
        assert link.is_symlink()
        assert file.read_bytes() == b"new"
        assert stat.S_IMODE(file.stat().st_mode) == 0o640
        assert sorted(os.listdir(tmp_path)) == ["a.txt", "link.txt"]

    def test_nothing_is_written_when_nothing_changed(self, tmp_path):
        file = tmp_path / "a.txt"
        file.write_bytes(b"same")
        before = file.stat()
        assert not write_atomically(file, b"same", b"same")
        assert file.stat().st_mtime_ns == before.st_mtime_ns

    def test_a_file_that_changed_meanwhile_is_left_alone(self, tmp_path):
        file = tmp_path / "a.txt"
        file.write_bytes(b"theirs")
        with pytest.raises(WriteError, match="changed on disk"):
            write_atomically(file, b"old", b"new")
        assert file.read_bytes() == b"theirs"


class TestSomeAndNoOthers:
    """What an editor accepted."""

    @staticmethod
    def every(old, new):
        def fixes(article):
            for match in re.finditer(old, article.prose):
                span = Span(*match.span())
                yield span, Fix.replace(span, new, Safety.SAFE)

        return rule_that(fixes)

    def mended(self, rule, text, chosen, fix_of=lambda source, wanted: wanted.diagnostic.best_fix):
        source = decode(text.encode(), "a.txt", "plain")

        def lint(source):
            return lint_text(rule, source.text)

        found = lint(source).diagnostics
        return apply_fixes(source, [FixRequest(found[i]) for i in chosen], lint, fix_of)

    def test_equal_ones_that_nobody_chose_stay(self):
        done = self.mended(self.every("teh", "the"), "Teh teh teh teh.", [1])
        assert done.source.text == "Teh teh the teh."
        assert (len(done.made), done.left) == (1, ())

    @pytest.mark.parametrize(
        ("words", "after"),
        [
            ("the very teh", "the very the teh"),  # the second is there still; an equal one behind it stays
            ("the", "the teh"),  # the first took the second along
        ],
    )
    def test_of_two_that_overlap_the_later_is_found_again_or_is_mended(self, words, after):
        def fix_of(source, wanted):
            fix = wanted.diagnostic.best_fix
            wider = fix and msgspec.structs.replace(fix, edits=(SourceEdit(0, 7, words),))
            return wider if wanted.diagnostic.start == 0 else fix

        done = self.mended(self.every("teh", "the"), "teh teh teh", [0, 1], fix_of)
        assert done.source.text == after
        assert (len(done.made), done.left) == (2, ())

    def test_what_has_no_fix_is_left(self):
        done = self.mended(self.every("teh", "the"), "In teh end.", [0], lambda source, wanted: None)
        assert done.source.text == "In teh end."
        assert done.report is None
        assert len(done.left) == 1
