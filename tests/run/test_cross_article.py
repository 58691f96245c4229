"""What stands in several articles of a run."""

import json
import subprocess

import pytest

LOCKS = (
    "The two locks on the lower canal will be shut for the whole of February, the waterways trust said, so "
    "that the gates from 1911 can be lifted out and mended."
)
WEIR = (
    "Above the weir the river was higher than at any time since the spring of 1968, when the mill was lost "
    "and the road to the village was under water for nine days."
)
BIO = (
    "Ines Lund writes about rivers, boats and the people who live on them; her book on the last lock-keepers "
    "of the county comes out in the autumn."
)


@pytest.fixture
def found(copydesk, tmp_path):
    """What a check finds: the path, the first line and the related places of each finding."""

    def run(*args, **given):
        done = copydesk("check", "--isolated", "--output-format", "json", *args, **given)
        assert done.stderr == b""
        return [
            (f["path"], f["line"], [(r["path"], r["line"]) for r in f["related"]])
            for f in json.loads(done.stdout)["findings"]
            if f["rule"] == "duplicate-across"
        ]

    return run


def write(folder, **texts):
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(f"# The canal in {name}\n\n{text}\n")


def test_a_paragraph_belongs_to_the_first_article_that_has_it(tmp_path, found):
    write(tmp_path, a=LOCKS, b=WEIR, c=f"{WEIR}\n\n{LOCKS}")
    assert found("--across", ".") == [("c.md", 3, [("b.md", 3)]), ("c.md", 5, [("a.md", 3)])]


def test_all_that_two_articles_share_is_one_finding(tmp_path, found):
    write(tmp_path, a=f"{LOCKS}\n\n{WEIR}\n\n{BIO}", b=f"{LOCKS}\n\n{WEIR}\n\n{BIO}")
    assert found("--across", ".") == [("b.md", 3, [("a.md", 3), ("b.md", 5), ("b.md", 7)])]


def test_what_stands_in_many_is_boilerplate(tmp_path, found):
    write(tmp_path, a=BIO, b=BIO, c=BIO)
    assert [path for path, _, _ in found("--across", ".")] == ["b.md", "c.md"]
    write(tmp_path, d=BIO)
    assert found("--across", ".") == []


def test_how_many_is_an_option(tmp_path, copydesk):
    write(tmp_path, a=BIO, b=BIO, c=BIO, d=BIO)
    (tmp_path / "copydesk.toml").write_text(
        'extend-select = ["duplicate-across"]\n[rules.duplicate-across]\nmost = 4\n'
    )
    done = copydesk("check", "--output-format", "concise", ".")
    assert [line.split(":")[0] for line in done.stdout.decode().splitlines()] == ["b.md", "c.md", "d.md"]


def test_it_is_off_by_default(tmp_path, found):
    write(tmp_path, a=LOCKS, b=LOCKS)
    assert found(".") == []
    assert len(found("--extend-select", "duplicate-across", ".")) == 1


def test_a_copy_within_an_article_is_not_its_business(tmp_path, found):
    write(tmp_path, a=f"{LOCKS}\n\n{LOCKS}")
    assert found("--across", ".") == []


def test_an_ignore_comment_keeps_it_back_and_is_judged_only_where_it_is_known(tmp_path, found, copydesk):
    ignored = f"<!-- copydesk-ignore duplicate-across: a series -->\n\n{LOCKS}"
    write(tmp_path, a=LOCKS, b=ignored)
    assert found("--across", ".") == []
    done = copydesk("check", "--isolated", "--extend-select", "duplicate-across", "b.md")
    assert done.returncode == 0, done.stdout.decode()


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_the_second_run_says_the_same_from_the_cache(tmp_path, copydesk, jobs):
    write(
        tmp_path,
        **{f"n{n}": f"{LOCKS} And {n} more.\n\n{LOCKS.replace('two', str(n // 2))}" for n in range(9)},
    )
    args = ("check", "--isolated", "--across", "--jobs", jobs, "--output-format", "json", ".")
    first, second = copydesk(*args), copydesk(*args)
    fresh = copydesk(*args, "--no-cache")
    assert first.stdout == second.stdout == fresh.stdout
    assert json.loads(first.stdout)["summary"]["findings"] == 4


def test_an_article_that_is_edited_or_gone_counts_as_it_is_now(tmp_path, found):
    write(tmp_path, a=LOCKS, b=LOCKS)
    assert found("--across", ".") == [("b.md", 3, [("a.md", 3)])]
    write(tmp_path, a=f"{WEIR}\n\n{LOCKS}")
    assert found("--across", ".") == [("b.md", 3, [("a.md", 5)])]
    (tmp_path / "a.md").unlink()
    assert found("--across", ".") == []


class TestSince:
    @pytest.fixture
    def repository(self, tmp_path):
        def git(*args):
            subprocess.run(
                ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *args],
                cwd=tmp_path,
                check=True,
            )

        git("init", "-q")
        write(tmp_path, a=WEIR, b=LOCKS, c=LOCKS)
        git("add", ".")
        git("commit", "-qm", "posts")
        return tmp_path

    def test_a_paragraph_belongs_to_the_article_that_did_not_change(self, repository, found):
        write(repository, a=f"{WEIR}\n\n{LOCKS}")
        assert found("--across", "--since", "HEAD", ".") == [("a.md", 5, [("b.md", 3), ("c.md", 3)])]

    def test_of_what_was_there_nothing_is_said(self, repository, found):
        write(repository, d=WEIR.replace("nine", "eight"))
        assert found("--across", "--since", "HEAD", ".") == []

    def test_between_two_new_articles(self, repository, found):
        write(repository, d=BIO, e=BIO)
        assert found("--across", "--since", "HEAD", ".") == [("e.md", 3, [("d.md", 3)])]
