"""The command line, run as a person runs it."""

import json
import os
import re
import signal
import subprocess
import sys

import pytest

from copydesk import cli

GOOD = """\
The city’s oldest bakery

It opened in 1911 and has been run by the same family ever since that day.
"""
BAD = GOOD.replace(" in 1911", " in in 1911")


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "bakery.txt"
    path.write_text(BAD, encoding="utf-8")
    return path


def findings(done):
    return [(f["rule"], f["line"], f["column"]) for f in json.loads(done.stdout)["findings"]]


class TestExitCodes:
    def test_0_for_nothing_found(self, copydesk, tmp_path):
        (tmp_path / "good.txt").write_text(GOOD)
        done = copydesk("check", "good.txt")
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"Nothing found in 1 file, 20 words." in done.stdout

    def test_1_for_findings(self, copydesk, article):
        assert copydesk("check", "bakery.txt").returncode == 1

    def test_fail_on_sets_the_bar(self, copydesk, article):
        assert copydesk("check", "--fail-on", "never", "bakery.txt").returncode == 0
        assert copydesk("check", "--exit-zero", "bakery.txt").returncode == 0
        assert copydesk("check", "--fail-on", "error", "bakery.txt").returncode == 1

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["missing.txt"], b"missing.txt: no such file or folder"),
            (
                ["--select", "repeted-word", "."],
                b"unknown rule 'repeted-word'; did you mean 'repeated-word'?",
            ),
            (["--config", "none.toml", "."], b"none.toml: no such configuration file"),
            (["--fix", "--diff", "."], b"--fix and --diff exclude each other"),
            (["--unsafe-fixes", "."], b"--unsafe-fixes goes with --fix or --diff"),
            (["empty"], b"empty: no articles in this folder"),
            (["--output-file", "no/such/folder/report", "."], b"no/such/folder/report: cannot be written"),
            (["--no-such-option"], b"No such option"),
        ],
    )
    def test_2_for_what_makes_no_sense_in_one_line(self, copydesk, article, tmp_path, arguments, message):
        (tmp_path / "empty").mkdir()
        done = copydesk("check", *arguments)
        assert done.returncode == 2
        assert message in done.stderr
        assert b"Traceback" not in done.stderr

    def test_2_for_a_command_that_is_none(self, copydesk):
        done = copydesk("chekc")
        assert done.returncode == 2
        assert b"did you mean 'check'?" in done.stderr

    def test_2_for_a_command_of_audit_that_is_none(self, copydesk, article, tmp_path):
        done = copydesk("audit", "quary", "SELECT 1")
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"quary: no command, file or folder; did you mean 'query'?" in done.stderr
        assert not (tmp_path / "copydesk-audit").exists()

    def test_a_folder_named_nearly_like_a_command_of_audit(self, copydesk, tmp_path):
        (tmp_path / "reports").mkdir()
        (tmp_path / "reports" / "one.txt").write_text(GOOD)
        assert copydesk("audit", "reports").returncode == 0


class TestBadInput:
    def test_the_other_files_are_still_checked(self, copydesk, article, tmp_path):
        (tmp_path / "latin.txt").write_bytes(b"caf\xe9 au lait")
        (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
        done = copydesk("check", "--output-format", "json", "missing.md", ".")
        assert done.returncode == 2
        assert ("repeated-word", 3, 13) in findings(done)
        errors = {e["path"]: e["message"] for e in json.loads(done.stdout)["errors"]}
        assert "byte 0xe9 at offset 3" in errors["latin.txt"]
        assert "a binary file" in errors["picture.txt"]
        assert done.stderr.count(b"\n") == 3

    def test_a_broken_configuration(self, copydesk, article, tmp_path):
        (tmp_path / "copydesk.toml").write_text('[rules.repeated-word]\nalow = ["in"]\n')
        done = copydesk("check", ".")
        assert done.returncode == 2
        assert done.stderr == (
            b"copydesk: copydesk.toml: unknown key 'alow' in [rules.repeated-word]; did you mean 'allow'?\n"
        )

    def test_nothing_is_no_crash(self, copydesk, tmp_path):
        (tmp_path / "empty.txt").write_bytes(b"")
        (tmp_path / "nul.md").write_bytes(b"one\0two\n")
        done = copydesk("check", ".")
        assert (done.returncode, done.stderr) == (1, b"")
        assert b"invisible-character" in done.stdout, "a NUL is one finding, and no more"


class TestFixing:
    def test_fix_mends_the_file(self, copydesk, article):
        done = copydesk("check", "--fix", "bakery.txt")
        assert done.returncode == 0
        assert article.read_text(encoding="utf-8") == GOOD
        assert b"Fixed 1 finding." in done.stdout

    def test_diff_shows_and_changes_nothing(self, copydesk, article):
        done = copydesk("check", "--diff", "bakery.txt")
        assert b"-It opened in in 1911" in done.stdout
        assert b"+It opened in 1911" in done.stdout
        assert article.read_text(encoding="utf-8") == BAD

    def test_a_diff_can_be_applied(self, copydesk, article, tmp_path):
        article.write_text(BAD.rstrip("\n"), encoding="utf-8")
        diff = copydesk("check", "--diff", "bakery.txt").stdout
        subprocess.run(["git", "apply", "-p0", "--include=bakery.txt"], input=diff, check=True, cwd=tmp_path)
        assert article.read_text(encoding="utf-8") == GOOD.rstrip("\n")

    def test_standard_input_is_mended_to_standard_output(self, copydesk):
        assert copydesk("check", "--fix", "-", stdin=BAD).stdout.decode() == GOOD

    @pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
    def test_a_folder_that_cannot_be_written_is_named(self, copydesk, article, tmp_path):
        if os.getuid() == 0:
            subprocess.run(["chattr", "+i", str(article)], check=False)
            if os.access(article, os.W_OK):
                return  # root may write anything here
        else:
            article.chmod(0o444)
        done = copydesk("check", "--fix", "bakery.txt")
        assert done.returncode == 2
        assert b"bakery.txt: cannot be written" in done.stderr


class TestReports:
    def test_concise(self, copydesk, article):
        done = copydesk("check", "--output-format", "concise", "bakery.txt")
        assert done.stdout.decode() == "bakery.txt:3:13 repeated-word “in” is repeated.\n"

    def test_full_at_80_columns(self, copydesk, article):
        lines = copydesk("check", "bakery.txt").stdout.decode().splitlines()
        assert lines[0] == "bakery.txt"
        assert lines[1] == "3:13 error repeated-word"
        assert lines[2] == "    “in” is repeated."
        assert max(map(len, lines)) <= 80
        excerpt, mark = lines[3:5]
        assert excerpt[mark.index("^") : mark.rindex("^") + 1] == "in"
        assert "--fix mends it" in lines[-1]

    @pytest.mark.parametrize("columns", ["40", "80", "200"])
    def test_full_fits_the_terminal(self, copydesk, article, columns):
        article.write_text(BAD + "\n" + "汉字宽 and long " * 30 + "in in the end of it.\n", encoding="utf-8")
        done = copydesk("check", "bakery.txt", env={"COLUMNS": columns})
        assert max(map(len, done.stdout.decode().splitlines())) <= int(columns)

    def test_json_has_every_field_of_the_contract(self, copydesk, article):
        report = json.loads(copydesk("check", "--output-format", "json", "bakery.txt").stdout)
        assert report["schema"] == "copydesk/report/1"
        assert report["files"] == [
            {
                "path": "bakery.txt",
                "format": "plain",
                "encoding": "utf-8",
                "words": 21,
                "articles": 1,
                "about": [],
            }
        ]
        (finding,) = report["findings"]
        text = article.read_text(encoding="utf-8")
        assert (finding["confidence"], finding["related"]) == (0.96, [])
        assert text[finding["start"] : finding["end"]].strip() == "in"
        assert (finding["rule"], finding["group"], finding["severity"]) == (
            "repeated-word",
            "repetition",
            "error",
        )
        assert finding["article"] is None
        (fix,) = finding["fixes"]
        assert fix["safety"] == "safe"
        (edit,) = fix["edits"]
        assert text[: edit["start"]] + edit["text"] + text[edit["end"] :] == GOOD
        assert report["summary"] == {"files": 1, "words": 21, "findings": 1, "fixable": 1, "fixed": 0}

    def test_a_repeat_is_a_related_place(self, copydesk, tmp_path):
        (tmp_path / "a.txt").write_text("Smith &amp; Sons closed.\n\nJones &amp; Sons did not.\n")
        (finding,) = json.loads(copydesk("check", "--output-format", "json", "a.txt").stdout)["findings"]
        assert finding["message"].endswith(" (1 more).")
        assert finding["related"] == [
            {
                "path": "a.txt",
                "start": 32,
                "end": 37,
                "line": 3,
                "where": "paragraph 2",
                "message": "the same",
                "repeat": True,
            }
        ]
        assert len(finding["fixes"][0]["edits"]) == 2

    def test_min_confidence_sets_the_bar(self, copydesk, article):
        assert copydesk("check", "--min-confidence", "0.9", "bakery.txt").returncode == 1
        assert copydesk("check", "--min-confidence", "1", "bakery.txt").returncode == 0
        assert copydesk("check", "--min-confidence", "90", "bakery.txt").returncode == 2

    def test_github_escapes_what_could_forge_a_command(self, copydesk, tmp_path):
        (tmp_path / "a,b:c.txt").write_text("It opened in in 1911.\n::error::100% forged\n")
        done = copydesk("check", "--output-format", "github", "--select", "repeated-word", "a,b:c.txt")
        (line,) = done.stdout.decode().splitlines()
        assert line.startswith("::error file=a%2Cb%3Ac.txt,line=1,endLine=1,col=13,endColumn=16,title=")

    def test_statistics_only_count(self, copydesk, article):
        out = copydesk("check", "--statistics", "bakery.txt").stdout.decode()
        assert "repeated-word" in out
        assert "1911" not in out

    def test_output_file(self, copydesk, article, tmp_path):
        done = copydesk("check", "--output-format", "json", "--output-file", "report.json", "bakery.txt")
        assert done.stdout == b""
        assert json.loads((tmp_path / "report.json").read_text())["summary"]["findings"] == 1

    def test_colour_on_a_pipe_only_where_it_is_asked_for(self, copydesk, article, tmp_path):
        def coloured(**env):
            return b"\x1b[" in copydesk("check", "bakery.txt", env=env).stdout

        assert not coloured()
        assert coloured(FORCE_COLOR="1")
        assert not coloured(FORCE_COLOR="1", NO_COLOR="1")

    @pytest.mark.skipif(os.name == "nt", reason="POSIX terminals")
    @pytest.mark.parametrize(("env", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
    def test_colour_on_a_terminal(self, article, tmp_path, env, coloured):
        terminal, end = os.openpty()
        subprocess.run(
            [sys.executable, "-m", "copydesk", "check", "bakery.txt"],
            stdout=end,
            cwd=tmp_path,
            env={**{k: v for k, v in os.environ.items() if not k.endswith("_COLOR")}, **env},
            check=False,
        )
        os.close(end)
        assert (b"\x1b[" in os.read(terminal, 10_000)) is coloured
        os.close(terminal)

    @pytest.mark.skipif(os.name == "nt", reason="POSIX pipes")
    def test_a_closed_pipe_behaves(self, article, tmp_path):
        article.write_text("It opened in in 1911.\n\n" * 20_000)
        command = [sys.executable, "-m", "copydesk", "check", "--select", "repeated-word", "bakery.txt"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path)
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(60) in (0, 1, -signal.SIGPIPE)
        assert process.stderr.read() == b""
        process.stderr.close()

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a disk that is full")
    @pytest.mark.parametrize("form", ["full", "concise", "json", "html"])
    def test_a_full_disk_is_one_line(self, article, tmp_path, form):
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [sys.executable, "-m", "copydesk", "check", "--output-format", form, "bakery.txt"],
                stdout=full,
                stderr=subprocess.PIPE,
                cwd=tmp_path,
                check=False,
            )
        assert (done.returncode, done.stderr) == (
            2,
            b"copydesk: stdout: cannot be written: no space left on device\n",
        )

    @pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")
    @pytest.mark.parametrize(("closed", "said"), [("1", "err"), ("2", "out")])
    def test_closed_from_the_beginning(self, article, tmp_path, closed, said):
        command = f"'{sys.executable}' -m copydesk check --output-format concise bakery.txt"
        done = subprocess.run(
            ["sh", "-c", f"{command} {closed}>&-"], capture_output=True, cwd=tmp_path, check=False
        )
        assert done.returncode == 1
        assert done.stderr == b""
        assert done.stdout.startswith(b"bakery.txt:" if said == "out" else b"")

    def test_a_report_does_not_overwrite_the_article(self, copydesk, article):
        before = article.read_bytes()
        done = copydesk("check", "--output-file", "./bakery.txt", "bakery.txt")
        assert (done.returncode, article.read_bytes()) == (2, before)
        assert done.stderr.startswith(b"copydesk: --output-file ./bakery.txt is an article to check")

    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_a_word_that_is_repeated_on_the_next_line_is_shown(self, copydesk, tmp_path, end):
        text = f"The bakery opened in{end}in 1911, and it is{end}open still.{end}"
        (tmp_path / "wrapped.md").write_bytes(text.encode())
        shown = copydesk("check", "--select", "repeated-word", "wrapped.md").stdout.decode().splitlines()
        at = next(i for i, line in enumerate(shown) if "The bakery opened in in 1911, and it is" in line)
        assert shown[at].index("in 1911") == shown[at + 1].index("^^")


class TestOtherCommands:
    def test_rules_lists_them(self, copydesk):
        out = copydesk("rules").stdout.decode()
        assert "repeated-word" in out
        assert {row["name"] for row in json.loads(copydesk("rules", "--output-format", "json").stdout)} >= {
            "repeated-word"
        }

    def test_explain_shows_the_page(self, copydesk):
        out = copydesk("explain", "repeated-word").stdout.decode()
        assert out.startswith("# repeated-word")
        assert "[rules.repeated-word]" in out

    def test_explain_offers_the_nearest(self, copydesk):
        done = copydesk("explain", "repeated-wrod")
        assert (done.returncode, done.stderr) == (
            2,
            b"copydesk: unknown rule 'repeated-wrod'; did you mean 'repeated-word'?\n",
        )

    def test_explain_shows_what_the_rules_of_a_group_find(self, copydesk):
        out = copydesk("explain", "repetition").stdout.decode()
        assert out.startswith("repetition is a group of rules.")
        assert re.search(r"^repeated-word +on +\S+", out, re.MULTILINE)
        assert "misspelling" not in out

    def test_init_writes_a_configuration_that_works(self, copydesk, article, tmp_path):
        assert copydesk("init").returncode == 0
        assert copydesk("check", ".").returncode == 1
        again = copydesk("init")
        assert again.returncode == 2
        assert b"exists already" in again.stderr

    def test_init_is_valid_with_every_comment_taken_away(self, copydesk, tmp_path):
        copydesk("init")
        path = tmp_path / "copydesk.toml"
        bare = [
            line.removeprefix("# ")
            if line.startswith(("# [", "# ")) and ("=" in line or "[" in line[:4])
            else line
            for line in path.read_text().splitlines()
        ]
        bare = [line for line in bare if not line.startswith(("extends", "names = []", "encoding"))]
        path.write_text("\n".join(bare))
        (tmp_path / "good.txt").write_text(GOOD)
        done = copydesk("check", "good.txt")
        assert done.stderr == b""

    def test_read_gives_plain_prose_on_a_pipe(self, copydesk, article):
        assert copydesk("read", "bakery.txt").stdout.decode() == BAD.strip() + "\n"

    def test_read_gives_the_head_of_a_page_too(self, copydesk, tmp_path):
        head = "<title>Fog</title><h1>Fog</h1><p class=byline>By Ana Horvat</p>"
        (tmp_path / "fog.html").write_text(
            f"<!doctype html>{head}<p>The ferry left the quay at nine, in fog.</p>"
        )
        assert copydesk("read", "fog.html").stdout.decode().split("\n\n") == [
            "Fog",
            "By Ana Horvat",
            "The ferry left the quay at nine, in fog.\n",
        ]

    def test_read_gives_the_body_alone(self, copydesk, tmp_path):
        head = "<title>Fog on the river</title><h1>Fog on the river</h1><p class=byline>By Ana Horvat</p>"
        figure = "<figure><img src=a.jpg alt='The quay'><figcaption>The quay at dawn</figcaption></figure>"
        text = "<p>The ferry left the quay at nine, in fog.</p><pre>ferry --wait</pre>"
        (tmp_path / "fog.html").write_text(f"<!doctype html>{head}{figure}{text}")
        assert copydesk("read", "--body", "fog.html").stdout.decode().split("\n\n") == [
            "The ferry left the quay at nine, in fog.",
            "ferry --wait\n",
        ]
        assert copydesk("read", "--body", "--output-format", "json", "fog.html").returncode == 2

    @pytest.mark.parametrize("name", ["fog.txt", "fog.md"])
    def test_a_byline_names_the_author(self, copydesk, tmp_path, name):
        head = "# Fog" if name.endswith(".md") else "Fog"
        (tmp_path / name).write_text(f"{head}\n\nBy Ana Horvat\n\nThe ferry left the quay at nine, in fog.\n")
        (article,) = json.loads(copydesk("read", "--output-format", "json", name).stdout)["articles"]
        assert article["author"] == "Ana Horvat"

    def test_read_gives_kinds_and_places_as_json(self, copydesk, article):
        read = json.loads(copydesk("read", "--output-format", "json", "bakery.txt").stdout)
        headline, paragraph = read["articles"][0]["blocks"]
        assert headline["kind"] == "headline"
        assert (paragraph["kind"], paragraph["line"], paragraph["column"]) == ("paragraph", 3, 1)
        assert BAD[paragraph["start"] : paragraph["end"]] == paragraph["text"]

    def test_version_and_help(self, copydesk):
        assert copydesk("--version").stdout.startswith(b"copydesk, version ")
        assert b"check" in copydesk("--help").stdout


class TestFindingFiles:
    def test_folders_are_walked_as_git_sees_them(self, copydesk, tmp_path):
        for name in ("a.txt", "b.md", "c.html", "drafts/d.txt", ".hidden/e.txt", "f.py"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text("Word.\n")
        (tmp_path / ".gitignore").write_text("drafts/\n")
        report = json.loads(copydesk("check", "--output-format", "json").stdout)
        assert [f["path"] for f in report["files"]] == ["a.txt", "b.md", "c.html"]

    def test_a_file_is_checked_once(self, copydesk, article):
        report = json.loads(
            copydesk("check", "--output-format", "json", "bakery.txt", ".", "./bakery.txt").stdout
        )
        assert len(report["files"]) == 1

    def test_paths_are_reported_in_the_order_given(self, copydesk, article, tmp_path):
        (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
        done = copydesk("check", "--output-format", "json", "bakery.txt", "a.txt", ".")
        assert [file["path"] for file in json.loads(done.stdout)["files"]] == ["bakery.txt", "a.txt"]

    def test_jobs_give_the_same_report(self, copydesk, tmp_path):
        for i in range(6):
            (tmp_path / f"{i}.txt").write_text(BAD, encoding="utf-8")
        one = copydesk("check", "--output-format", "json", "--jobs", "1").stdout
        two = copydesk("check", "--output-format", "json", "--jobs", "2").stdout
        assert one == two


class TestReportsInTheFolder:
    def test_a_report_among_the_articles_is_no_article(self, copydesk, tmp_path):
        (tmp_path / "a.txt").write_text("It is is so.\n")
        args = ("check", ".", "--output-format", "html", "--output-file", "report.html")
        assert (copydesk(*args).returncode, copydesk(*args).returncode) == (1, 1)
        assert "1 file" in (tmp_path / "report.html").read_text()

    def test_a_report_that_cannot_be_written_whole_leaves_the_last_one(self, copydesk, tmp_path):
        (tmp_path / "a.txt").write_text("It is is so.\n")
        (tmp_path / "out.json").write_text("the last one")
        limit = "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64));"
        args = ["check", "--no-cache", "a.txt", "--output-format", "json", "--output-file", "out.json"]
        code = (
            f"{limit} sys.argv = {['copydesk', *args]!r}; runpy.run_module('copydesk', run_name='__main__')"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (
            2,
            b"copydesk: out.json: cannot be written: file too large\n",
        )
        assert (tmp_path / "out.json").read_text() == "the last one"
        assert sorted(p.name for p in tmp_path.iterdir()) == ["a.txt", "out.json"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("check", "--jobs", "x"), "Invalid value for '--jobs': 'x' is not a valid integer range."),
        (("check", "--fail-on", "foo"), "Invalid value for '--fail-on'"),
        (("check", ""), "a path is empty; . is this folder"),
        (("check", ".", "--output-file", ""), "--output-file: cannot be written: its name is empty"),
    ],
)
def test_a_wrong_command_line_is_one_line(copydesk, args, said):
    done = copydesk(*args)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert said in done.stderr.decode()


@pytest.mark.skipif(os.name != "posix", reason="a shell closes it")
@pytest.mark.parametrize("command", ["check -", "check --stdin-diff a.txt", "read -", "check --fix -"])
def test_a_closed_standard_input_is_one_line(tmp_path, command):
    (tmp_path / "a.txt").write_text("Paris in the the spring.\n")
    done = subprocess.run(
        ["sh", "-c", f"'{sys.executable}' -m copydesk {command} <&-"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"copydesk: standard input is closed: there is nothing to read\n"


@pytest.mark.skipif(os.name != "posix", reason="the system limits them")
@pytest.mark.parametrize("most", [6, 10, 16])
def test_few_descriptors_are_enough_or_one_line_says_so(tmp_path, most):
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text("Paris in the the spring.\n")
    done = subprocess.run(
        ["sh", "-c", f"ulimit -n {most}; '{sys.executable}' -m copydesk check --jobs 2 a.txt b.txt"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert b"Traceback" not in done.stderr
    assert done.returncode == 2 if done.stderr else done.returncode == 1


def test_what_nobody_expected_is_one_line(monkeypatch, capsys):
    def crash(*args, **more):
        raise ZeroDivisionError("too few readers")

    monkeypatch.setattr(cli, "_copydesk", crash)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("copydesk: crashed: ZeroDivisionError: too few readers (test_cli.py:")
    assert said.count("\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="the system limits it")
@pytest.mark.parametrize("before", [None, "# mine\n"])
def test_init_without_room_leaves_what_was_there(tmp_path, before):
    path = tmp_path / "copydesk.toml"
    if before:
        path.write_text(before)
    done = subprocess.run(
        ["sh", "-c", f"ulimit -f 0; '{sys.executable}' -m copydesk init --force"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert b"cannot be written" in done.stderr
    assert (path.read_text() if path.exists() else None) == before
    assert list(tmp_path.iterdir()) == ([path] if before else [])
