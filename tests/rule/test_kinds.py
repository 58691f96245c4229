"""Rules that are data."""

import re

from copydesk import Existence, Meta, NoOptions
from copydesk.testing import lint_text


class Exclamation(Existence[NoOptions]):
    meta = Meta(name="exclamation", group="sample", summary="“{found}” shouts.", since="1")
    pattern = re.compile("!+")


def test_existence_finds_what_its_pattern_matches_in_the_prose():
    report = lint_text(Exclamation, "Run!! The code `a != b` is no shout, but this is!", "markdown")
    assert [(d.column, d.message) for d in report.diagnostics] == [(4, "“!!” shouts."), (49, "“!” shouts.")]
