"""LanguageTool as a rule: its own server, on loopback, and everything that may be wrong with one."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

import tools
from copydesk.commands import read_text
from copydesk.config import Config, Selection
from copydesk.lint.linter import Linter, Settings
from copydesk.rule.rule import House
from copydesk.testing import marked
from copydesk.text.source import decode
from copydesk_rules.grammar.shared.asking import by_language, matches_in, readable
from copydesk_rules.grammar.shared.filter import wanted as wanted_of
from copydesk_rules.grammar.shared.matches import Match
from places import ROOT
from serving import rules, serving

#: What LanguageTool alone finds in it, and another rule of copydesk.
ARTICLE = "The church stood for the church goer. It was built in in 1911.\n"
FOUND = {"languagetool": "church goer", "repeated-word": " in"}


def rules_found(done: subprocess.CompletedProcess) -> list[str]:
    return sorted(finding["rule"] for finding in json.loads(done.stdout)["findings"])


@pytest.fixture
def check(copydesk, tmp_path):
    """Run `copydesk check` on ARTICLE or other files, as JSON."""
    (tmp_path / "a.txt").write_text(ARTICLE)

    def run(*args, env=None, **more):
        return copydesk("check", "--output-format", "json", *args, env=env, **more)

    return run


@pytest.fixture
def own(tmp_path_factory):
    """Write the user's own configuration; gives the environment that has it."""

    def write(**options):
        folder = tmp_path_factory.mktemp("config")
        table = "".join(f"{key} = {json.dumps(value)}\n" for key, value in options.items())
        (folder / "copydesk.toml").write_text(
            f'extend-select = ["languagetool"]\n[rules.languagetool]\n{table}'
        )
        return {"COPYDESK_CONFIG_DIR": str(folder)}

    return write


class Fake(BaseHTTPRequestHandler):
    """What cannot be had here: a server of another version, a slow one, and one that is something else."""

    version = "6.8"
    pause = 0.0
    status = 200
    asked: list[str]

    def do_GET(self):
        answer = {
            "info": {"software": {"version": self.version}},
            "languages": [{"code": "en", "longCode": "en-US"}],
        }
        self._answer(answer.get(self.path.rpartition("/")[2], {}))

    def do_POST(self):
        self.asked.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        time.sleep(self.pause)
        self._answer({"matches": []})

    def _answer(self, what):
        data = json.dumps(what).encode() if self.status == 200 else b"<h1>Not here</h1>\n<p>Sorry.</p>"
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        pass


@contextmanager
def fake(**how):
    handler = type("Handler", (Fake,), {"asked": [], **how})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", handler
        finally:
            server.shutdown()


class TestWhatIsAsked:
    def test_what_is_no_prose_and_what_utf_16_counts_twice_keep_their_places(self):
        assert readable("Set \ufffc\ufffc\ufffc to 🙂.") == "Set Xxx to ☺."

    @pytest.mark.parametrize(
        ("text", "house", "language"),
        [
            ("The colour of the harbour was grey.", None, "en-GB"),
            ("The color of the harbor was gray.", None, "en-US"),
            ("The color of the harbor was gray.", "en-AU", "en-AU"),
            ("The color of the harbor was gray.", "en-IE", "en-GB"),
            ("Nothing tells where this is from.", None, "en-US"),
        ],
    )
    def test_the_dialect_is_the_houses_or_else_the_articles(self, text, house, language):
        known = {"en-US", "en-GB", "en-AU"}
        assert [code for code, _ in by_language(read_text(text), house, known)] == [language]

    @pytest.mark.parametrize("declared", ["en-GB", "en-gb", "en_GB"])
    def test_or_what_the_source_declares(self, declared):
        article = read_text("Nothing tells where this is from.", declared)
        assert [code for code, _ in by_language(article, None, {"en-US", "en-GB"})] == ["en-GB"]

    def test_a_language_that_the_server_does_not_know_is_passed_over(self):
        french = "Le pont a rouvert lundi matin, et les habitants du quartier ont pu le traverser à pied."
        assert list(by_language(read_text(french, "fr"), None, {"en-US"})) == []
        assert [code for code, _ in by_language(read_text(french, "fr"), None, {"fr"})] == ["fr"]

    def test_a_paragraph_is_asked_about_once(self):
        from copydesk_rules.grammar.shared.server import connect

        with fake() as (url, handler):
            server = connect(url)
            for texts in (["One.", "Two."], ["One.", "Two, changed."], ["One.", "Two."]):
                assert matches_in(server, "en-US", texts, 5, ()) == [(), ()]
        assert ["One." in body for body in handler.asked] == [True, False]


class TestWhatIsWanted:
    @pytest.mark.parametrize(
        ("text", "rule", "category", "meant", "wanted"),
        [
            ("It ⟦have⟧ doors.", "HE_VERB_AGR", "GRAMMAR", ["has"], True),
            ("“It ⟦have⟧ doors,” he said.", "HE_VERB_AGR", "GRAMMAR", ["has"], False),
            ("Utterly ⟦very⟧ big.", "VERY", "STYLE", ["most"], False),
            ("The ⟦occassional⟧ ship.", "MORFOLOGIK_RULE_EN_US", "TYPOS", ["occasional"], True),
            ("The ⟦colour⟧ of it.", "MORFOLOGIK_RULE_EN_US", "TYPOS", ["color"], False),
            ("Ask ⟦Vrabelyova⟧ about it.", "MORFOLOGIK_RULE_EN_US", "TYPOS", ["Vulgarian"], False),
            ("A ⟦microgridding⟧ firm.", "MORFOLOGIK_RULE_EN_US", "TYPOS", ["micro gridding"], False),
            (
                "He met ⟦Sergio Aguero⟧.",
                "EN_MULTITOKEN_SPELLING_TWO",
                "MULTITOKEN_SPELLING",
                ["Sergio Agüero"],
                False,
            ),
            (
                "He met ⟦Justin Beiber⟧.",
                "EN_MULTITOKEN_SPELLING_TWO",
                "MULTITOKEN_SPELLING",
                ["Justin Bieber"],
                True,
            ),
            (
                "He met ⟦Justin Beiber⟧, and Beiber left.",
                "EN_MULTITOKEN_SPELLING_TWO",
                "MULTITOKEN_SPELLING",
                ["Justin Bieber"],
                False,
            ),
            ("A ⟦multi-core⟧ machine.", "EN_COMPOUNDS_MULTI_CORE", "MISC", ["multicore"], False),
            ("A ⟦toll free⟧ number.", "EN_COMPOUNDS_TOLL_FREE", "MISC", ["toll-free"], True),
        ],
    )
    def test_by_what_it_is(self, text, rule, category, meant, wanted):
        plain, ((start, end),) = marked(text)
        match = Match(start, end, rule, category, "…", tuple(meant))
        article = read_text(plain)
        assert list(wanted_of(article, [match], House(), ())) == [match] * wanted
        assert not list(wanted_of(article, [match], House(), {rule}))

    def test_a_name_of_the_house_is_right(self):
        match = Match(7, 20, "EN_MULTITOKEN_SPELLING_TWO", "MULTITOKEN_SPELLING", "…", ("Justin Bieber",))
        article = read_text("He met Justin Beiber.")
        assert not list(wanted_of(article, [match], House(names=("Justin Beiber",)), ()))

    def test_what_is_found_again_and_again_is_the_articles_way(self):
        article = read_text("Out now. " * 4)
        matches = [Match(at, at + 3, "OUR_OUT", "TYPOS", "…", ("our",)) for at in range(0, 36, 9)]
        assert list(wanted_of(article, matches, House(), ())) == []
        assert list(wanted_of(article, matches[:3], House(), ())) == matches[:3]


@pytest.mark.slow
@pytest.mark.usefixtures("languagetool")
class TestTheRealServer:
    @pytest.fixture
    def linter(self):
        return Linter(Settings(Selection(extend_select=("languagetool",)), isolated=True))

    @pytest.mark.parametrize(
        ("format_", "source"),
        [
            ("plain", "🙂🙂 A church 🙂 stood for the ⟦church goer⟧ of it.\r\n"),
            ("markdown", "A [church](x.html) with `int x;` 🙂 stood *for* the ⟦church goer⟧ of **it**.\n"),
            ("html", "<p>A <b>church</b> &amp; 🙂 hall&nbsp;stood for the ⟦church <i>goer⟧</i> of it.</p>\n"),
        ],
    )
    def test_spans_are_exact_through_markup(self, linter, format_, source):
        text, (place,) = marked(source)
        report = linter.lint_source(decode(text.encode(), "a", format_), Config(language="en"))
        assert not report.problems
        assert [(d.rule, d.start, d.end) for d in report.diagnostics] == [("languagetool", *place)]

    def test_what_another_rule_says_is_not_said_twice(self, linter):
        report = linter.lint_source(decode(b"It have three doors.\n", "a", "plain"), Config(language="en"))
        assert [d.rule for d in report.diagnostics] == ["agreement"]

    def test_the_name_of_its_rule_is_told_and_switches_it_off(self, linter):
        source = decode(ARTICLE.encode(), "a", "plain")
        (found,) = (d for d in linter.lint_source(source).diagnostics if d.rule == "languagetool")
        assert found.data["languagetool"] == "BACK_COMPOUNDS"
        assert found.message.endswith("(LanguageTool: BACK_COMPOUNDS)")
        config = Config(rules={"languagetool": {"off": ["BACK_COMPOUNDS"]}})
        assert [d.rule for d in linter.lint_source(source, config).diagnostics] == ["repeated-word"]

    def test_one_that_runs_already(self, check, own):
        from copydesk_rules.grammar.shared.servers import SERVERS

        env = {**own(server=SERVERS.get().url), "LTP_PATH": "/nowhere"}
        done = check(env=env)
        assert rules_found(done) == sorted(FOUND)
        assert done.returncode == 1
        assert not done.stderr


@pytest.fixture
def log_of_java(languagetool, tmp_path_factory):
    """Where each Java that is started leaves its process id, and the environment for that."""
    folder = tmp_path_factory.mktemp("java")
    log = folder / "log"
    java = folder / "java"
    java.write_text(
        f'#!/bin/sh\ncase "$*" in *HTTPServer*) echo $$ >> {log} ;; esac\nexec {shutil.which("java")} "$@"\n'
    )
    java.chmod(0o755)
    return log, {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def is_alive(pid: int) -> bool:
    try:
        return "java" in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False


def is_guard(pid: int) -> bool:
    return "guard.py" in Path(f"/proc/{pid}/cmdline").read_text()


def wait_for(what, seconds=90):
    until = time.monotonic() + seconds
    while not what() and time.monotonic() < until:
        time.sleep(0.1)
    return what()


@pytest.mark.slow
class TestItsLife:
    def test_one_server_for_all_processes_and_none_is_left_or_needed_again(
        self, check, tmp_path, log_of_java
    ):
        log, env = log_of_java
        for n in range(6):
            (tmp_path / f"{n}.txt").write_text(f"The church of {1900 + n} stood for the church goer.\n")
        args = ("--jobs", "2", "--select", "languagetool")
        done = check(*args, env=env)
        assert rules_found(done) == ["languagetool"] * 7, done.stderr
        (pid,) = map(int, log.read_text().split())
        assert not is_alive(pid)
        assert check(*args, env=env).stdout == done.stdout
        assert len(log.read_text().split()) == 1, "what is remembered was asked for again"

    def test_the_processes_of_a_server_share_it(self, tmp_path, log_of_java):
        log, env = log_of_java
        (tmp_path / "copydesk.toml").write_text('extend-select = ["languagetool"]\n')
        with serving(tmp_path, "--max-time", "90", env=env) as server:  # Java has yet to start
            with ThreadPoolExecutor(4) as several:
                texts = [f"The church of {1900 + n} stood for the church goer." for n in range(8)]
                answers = list(several.map(server.check, texts))
            assert [rules(answer) for answer in answers] == [["languagetool"]] * 8
            (pid,) = map(int, log.read_text().split())
        assert wait_for(lambda: not is_alive(pid))

    @pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
    def test_it_ends_with_the_run_however_that_ends(self, tmp_path, log_of_java, how):
        log, env = log_of_java
        (tmp_path / "a.txt").write_text(ARTICLE)
        command = [sys.executable, "-m", "copydesk", "check", "--no-cache", "--extend-select", "languagetool"]
        with subprocess.Popen(
            command,
            cwd=tmp_path,
            env={**os.environ, **env},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            assert wait_for(lambda: log.exists() and log.read_text().strip())
            pid = int(log.read_text())
            os.killpg(process.pid, how)  # as the terminal does on Ctrl-C
            process.wait(timeout=60)
        assert process.returncode == (130 if how == signal.SIGINT else -how)
        assert wait_for(lambda: not is_alive(pid))

    def test_no_process_of_a_run_that_is_killed_keeps_it_alive(self, tmp_path, log_of_java):
        log, env = log_of_java
        for n in range(40):
            (tmp_path / f"{n}.txt").write_text(f"The church of {1900 + n} stood for the church goer.\n" * 200)
        command = [sys.executable, "-m", "copydesk", "check", "--no-cache", "--jobs", "2"]
        with subprocess.Popen(
            [*command, "--select", "languagetool"],
            cwd=tmp_path,
            env={**os.environ, **env},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
            assert wait_for(lambda: len(children.read_text().split()) == 3), "a guard and two at work"
            workers = [pid for pid in map(int, children.read_text().split()) if not is_guard(pid)]
            process.kill()
        try:
            assert wait_for(lambda: not is_alive(int(log.read_text())))
        finally:
            for pid in workers:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


class TestWhatMayBeWrong:
    def expect(self, check, env, *words, **more):
        """Not named, it is a warning and the others' findings count; named, an error. Always one line."""
        for named in ((), ("--extend-select", "languagetool")):
            done = check("--no-cache", *named, env=env, **more)
            (line,) = done.stderr.decode().splitlines()
            assert line.startswith(
                "copydesk: languagetool: " if named else "copydesk: warning: languagetool: "
            )
            assert all(word in line for word in words), line
            assert rules_found(done) == ["repeated-word"]
            assert done.returncode == (2 if named else 1)
            (error,) = json.loads(done.stdout)["errors"]
            assert error["severity"] == ("error" if named else "warning")

    def test_no_server_answers(self, check, own):
        self.expect(check, own(server="http://127.0.0.1:9"), "http://127.0.0.1:9")

    def test_it_is_said_once_for_many_files(self, check, own, tmp_path):
        for n in range(9):
            (tmp_path / f"{n}.txt").write_text("Nothing is wrong with it.\n")
        for jobs in ("1", "2"):
            done = check("--no-cache", "--jobs", jobs, env=own(server="http://127.0.0.1:9"))
            assert len(done.stderr.splitlines()) == 1

    def test_a_warning_alone_fails_nothing_and_keeps_nothing_from_being_mended(self, check, own, tmp_path):
        env = own(server="http://127.0.0.1:9")
        assert check("--fix", env=env).returncode == 0
        assert (tmp_path / "a.txt").read_text() == ARTICLE.replace("in in", "in")
        assert check("--fix", env=env).returncode == 0

    def test_another_version(self, check, own):
        with fake(version="5.9") as (url, _):
            self.expect(check, own(server=url), url, "LanguageTool 5.9")

    def test_it_is_slow(self, check, own):
        with fake(pause=3) as (url, _):
            self.expect(check, own(server=url, timeout=0.2), url, "more than 0.2 seconds")

    @pytest.mark.parametrize("how", [{"status": 404}, {"version": None}])
    def test_it_is_something_else(self, check, own, how):
        with fake(**how) as (url, _):
            self.expect(check, own(server=url), url, "LanguageTool")

    def test_a_repository_may_not_name_a_server(self, check, tmp_path):
        (tmp_path / ".git").mkdir()
        (tmp_path / "copydesk.toml").write_text('[rules.languagetool]\nserver = "http://127.0.0.1:9"\n')
        done = check()
        assert done.returncode == 2
        assert b"rules.languagetool.server may not be set" in done.stderr

    def test_no_java(self, check, own, tmp_path):
        self.expect(check, {**own(), "PATH": str(tmp_path)}, "no Java", "17")

    @pytest.mark.parametrize(
        ("says", "told"), [('openjdk version "11.0.2"', ">= 17"), ("a parrot", "parrot")]
    )
    def test_java_is_too_old_or_odd(self, check, own, tmp_path_factory, says, told):
        java = tmp_path_factory.mktemp("java") / "java"
        java.write_text(f"#!/bin/sh\necho '{says}' >&2\n")
        java.chmod(0o755)
        self.expect(check, {**own(), "PATH": f"{java.parent}{os.pathsep}{os.environ['PATH']}"}, told)

    def test_it_does_not_start(self, check, own, tmp_path_factory):
        folder = tmp_path_factory.mktemp("java")
        (folder / "java").write_text(
            "#!/bin/sh\n"
            """case "$1" in -version) echo 'openjdk version "17.0.2"' && exit ;; esac\n"""
            "echo 'Error: no room'; exit 1\n"
        )
        (folder / "java").chmod(0o755)
        (folder / "LanguageTool-6.8").mkdir()
        (folder / "LanguageTool-6.8" / "languagetool-server.jar").touch()
        env = {**own(), "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "LTP_PATH": str(folder)}
        self.expect(check, env, "no room")

    def test_it_is_not_installed(self, check, own, languagetool, tmp_path_factory):
        env = {**own(), "LTP_PATH": str(tmp_path_factory.mktemp("empty"))}
        self.expect(check, env, "not installed", "copydesk languagetool install")

    def test_the_extra_is_not_installed(self, check, own, tmp_path_factory):
        folder = tmp_path_factory.mktemp("without")
        (folder / "language_tool_python.py").write_text(
            "raise ModuleNotFoundError('no language_tool_python')\n"
        )
        path = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))
        for options in ({}, {"server": "http://127.0.0.1:9"}):
            env = {**own(**options), "PYTHONPATH": path}
            self.expect(check, env, "pip install 'copydesk[languagetool]'")


class TestInstall:
    @pytest.mark.slow
    def test_maven_gets_it_and_it_starts(self, languagetool, copydesk, check, own, tmp_path_factory):
        tools.tool("mvn")
        env = {"COPYDESK_CACHE_DIR": str(tmp_path_factory.mktemp("cache"))}
        done = copydesk("languagetool", "install", env=env)
        assert done.returncode == 0, done.stderr
        assert b"LanguageTool 6.8" in done.stdout
        again = copydesk("languagetool", "install", env={**env, "PATH": "/nowhere"})
        assert b"is installed" in again.stdout
        (folder,) = Path(env["COPYDESK_CACHE_DIR"], "languagetool").iterdir()
        started = subprocess.run(
            [
                shutil.which("java"),
                "-cp",
                folder / "languagetool-server.jar",
                "org.languagetool.server.HTTPServer",
                "-h",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert "--port" in started.stdout + started.stderr

    def test_maven_is_missing(self, copydesk, tmp_path):
        done = copydesk("languagetool", "install", env={"PATH": str(tmp_path)})
        assert done.returncode == 2
        assert b"Maven is not on the path" in done.stderr

    def test_maven_fails(self, copydesk, tmp_path_factory):
        maven = tmp_path_factory.mktemp("maven") / "mvn"
        maven.write_text("#!/bin/sh\necho '[ERROR] Could not transfer artifact'\nexit 1\n")
        maven.chmod(0o755)
        cache = tmp_path_factory.mktemp("cache")
        env = {"PATH": f"{maven.parent}{os.pathsep}{os.environ['PATH']}", "COPYDESK_CACHE_DIR": str(cache)}
        done = copydesk("languagetool", "install", env=env)
        assert done.returncode == 2
        assert done.stderr.decode().splitlines()[-1].endswith("Could not transfer artifact")
        assert list((cache / "languagetool").iterdir()) == []


def test_language_tool_python_is_imported_in_one_place():
    places = [
        path.name
        for root in ("linter", "rules")
        for path in (ROOT / root).rglob("*.py")
        if "language_tool_python"
        in path.read_text(encoding="utf-8").replace('"""', "").split("import annotations")[-1]
    ]
    assert places == ["adapter.py"]


def test_a_check_without_it_imports_none_of_it(tmp_path):
    (tmp_path / "a.txt").write_text("Nothing is wrong with it.\n")
    code = (
        "import sys; from copydesk.cli import main\n"
        f"sys.argv = ['copydesk', 'check', '--no-cache', {str(tmp_path / 'a.txt')!r}]\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print({'requests', 'language_tool_python', 'subprocess', 'socket'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"
