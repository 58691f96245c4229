"""The pages of the rules are made from the rules. That none is stale is a step of `.ci/run`."""

from copydesk.docs import main, pages
from copydesk.rule.plugins import find_plugins, load_plugins
from copydesk_rules import RULES


def test_a_stale_page_is_named(tmp_path, capsys):
    main([str(tmp_path)])
    (tmp_path / "repeated-word.md").write_text("old")
    (tmp_path / "no-such-rule.md").write_text("older")
    assert main(["--check", str(tmp_path)]) == 1
    assert "repeated-word.md is stale" in capsys.readouterr().err
    main([str(tmp_path)])
    assert main(["--check", str(tmp_path)]) == 0
    assert not (tmp_path / "no-such-rule.md").exists()


def test_every_rule_has_a_page_and_stands_in_the_index():
    made = pages(load_plugins(find_plugins()))
    assert made.keys() == {"index.md"} | {f"{rule.meta.name}.md" for rule in RULES}
    assert all(f"[`{rule.meta.name}`]" in made["index.md"] for rule in RULES)
