"""The cache: what follows from the same content is not found twice, and nothing depends on it."""

import json
import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from copydesk.config import Config
from copydesk.lint.linter import Settings
from copydesk.lint.report import FileReport
from copydesk.run.cache import Cache, code_digest

BAD = "The bakery opened in in 1911 and has been run by the same family ever since that day.\n"

#: A rule that tells on stderr that it ran.
TELLTALE = """
import sys
from copydesk import Meta, NoOptions, Rule

class Telltale(Rule[NoOptions]):
    \"\"\"Tells that it ran.\"\"\"
    meta = Meta(name="telltale", group="test", summary="It ran.", since="1")
    remembered = {remembered}

    def check(self, article):
        print("RAN", file=sys.stderr)
        yield self.finding((0, 3))

RULES = (Telltale,)
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "bakery.txt").write_text(BAD)
    return tmp_path


@pytest.fixture
def check(copydesk, folder, pack):
    """Check the folder with a cache of its own; gives how often a file was looked at, and the report."""
    telltale = pack(TELLTALE.format(remembered=True))
    cache = str(folder / ".kept")

    def run(*args, env=telltale, paths=(".",)):
        done = copydesk("check", "--output-format", "json", "--cache-dir", cache, *args, *paths, env=env)
        ran = done.stderr.count(b"RAN")
        return ran, done.stdout, done.stderr.replace(b"RAN\n", b"").decode()

    return run


class TestKey:
    def test_what_did_not_change_is_not_checked_again(self, check):
        first, second = check(), check()
        assert (first[0], second[0]) == (1, 0)
        assert first[1] == second[1]
        assert json.loads(first[1])["summary"]["findings"] == 2

    def test_time_stamps_do_not_count(self, check, folder):
        check()
        os.utime(folder / "bakery.txt", (0, 0))
        assert check()[0] == 0

    def test_content_counts_even_with_the_time_stamp_of_before(self, check, folder):
        path = folder / "bakery.txt"
        check()
        stamp = path.stat()
        path.write_text(BAD.replace("1911", "1912"))
        os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
        assert check()[0] == 1

    def test_the_configuration_counts_and_where_it_stands_does_not(self, check, folder):
        (folder / "copydesk.toml").write_text('ignore = ["repeated-word"]')
        check()
        (folder / "copydesk.toml").write_text('# a remark\nignore = ["repeated-word"]')
        assert check()[0] == 0
        (folder / "copydesk.toml").write_text('ignore = ["telltale"]')
        assert check()[0] == 0
        (folder / "copydesk.toml").write_text("min-confidence = 0.1")
        assert check()[0] == 1

    def test_a_file_that_the_configuration_names_counts(self, check, folder):
        (folder / "copydesk.toml").write_text('[rules.confusable-word]\nfiles = ["house.txt"]')
        (folder / "house.txt").write_text("# nothing yet\n")
        check()
        assert check()[0] == 0
        (folder / "house.txt").write_text("# nothing yet, really\n")
        assert check()[0] == 1

    def test_the_command_line_counts(self, check):
        check()
        assert check("--ignore", "repeated-word")[0] == 1
        assert check("--min-confidence", "0.2")[0] == 1

    def test_the_code_of_a_pack_counts(self, check, pack):
        check()
        other = pack(TELLTALE.format(remembered=True) + "# another version\n")
        assert check(env=other)[0] == 1

    def test_a_rule_that_asks_the_world_is_not_remembered(self, check, pack):
        env = pack(TELLTALE.format(remembered=False))
        assert (check(env=env)[0], check(env=env)[0]) == (1, 1)

    def test_no_cache_checks_anew_and_writes_nothing(self, check, folder):
        assert check("--no-cache")[0] == 1
        assert not (folder / ".kept").exists()

    def test_the_code_has_one_digest_until_it_changes(self):
        assert code_digest() == code_digest()


class TestFixes:
    def test_a_remembered_finding_is_mended_all_the_same(self, check, folder):
        check()
        check("--fix")
        assert (folder / "bakery.txt").read_text() == BAD.replace("in in", "in")

    def test_what_is_left_after_a_fix_is_remembered(self, check):
        check("--fix", "--ignore", "telltale")
        report = json.loads(check("--ignore", "telltale")[1])
        assert report["findings"] == []


class TestTrouble:
    def damage(self, folder, content=b"not a database" * 400):
        (path,) = (folder / ".kept").glob("*.sqlite")
        for other in (folder / ".kept").glob("*-*"):
            if other != path:
                other.unlink()
        path.write_bytes(content)

    def test_a_damaged_cache_is_dropped_with_one_note(self, check, folder):
        good = check()[1]
        self.damage(folder)
        ran, report, said = check()
        assert (ran, report) == (1, good)
        assert said.count("\n") == 1
        assert "was damaged and has been dropped" in said
        assert check()[0] == 0

    def test_damage_that_sqlite_cannot_even_name_is_damage(self, check, folder):
        good = check()[1]
        (path,) = (folder / ".kept").glob("*.sqlite")
        self.damage(folder, path.read_bytes().replace(b"CREATE", b"CR\xda\xffTE"))
        ran, report, said = check()
        assert (ran, report) == (1, good)
        assert "was damaged and has been dropped" in said

    def test_damage_in_the_middle_is_found_out(self, check, folder):
        good = check()[1]
        (path,) = (folder / ".kept").glob("*.sqlite")
        content = path.read_bytes()
        self.damage(folder, content[:4096] + b"\xff" * (len(content) - 4096))
        ran, report, said = check()
        assert (ran, report, said.count("\n")) == (1, good, 1)

    @pytest.mark.parametrize("row", ["x'93aabbcc'", "x'00'", "NULL", "5", "'text'", "CHANGED"])
    def test_a_report_that_is_damaged_is_made_anew(self, check, folder, row):
        """One changed letter of a message would still decode."""
        good = check()[1]
        (path,) = (folder / ".kept").glob("*.sqlite")
        with sqlite3.connect(path) as db:
            ((whole,),) = db.execute("SELECT hex(report) FROM reports").fetchall()
            changed = whole.replace(b"It ran.".hex().upper(), b"It rxn.".hex().upper())
            value = f"x'{changed}'" if row == "CHANGED" else row
            db.execute(f"UPDATE reports SET report = {value}")
        db.close()
        assert check()[:2] == (1, good)
        assert check()[0] == 0

    def test_a_folder_that_cannot_be_made_is_a_note(self, check, folder):
        (folder / ".kept").write_text("a file stands here")
        ran, _, said = check()
        assert ran == 1
        assert said.count("\n") == 1
        assert "is not used: " in said

    def test_a_full_disk_is_a_note_and_the_report_is_whole(self, tmp_path):
        cache = Cache(tmp_path, Settings())
        cache._db.execute("PRAGMA max_page_count = 8")
        with cache:
            for n in range(2000):
                cache.put(
                    cache.key(f"{n}.txt", "", Config()), FileReport(f"{n}.txt", "plain", "utf-8", n, 1, ())
                )
        assert cache.note.endswith("is not used: database or disk is full")
        with Cache(tmp_path, Settings()) as again:
            assert again.note is None

    def test_several_runs_at_once(self, copydesk, folder):
        for n in range(30):
            (folder / f"{n}.txt").write_text(BAD.replace("1911", str(1900 + n)))
        args = ("check", "--output-format", "json", "--cache-dir", ".kept", ".")
        with ThreadPoolExecutor(4) as pool:
            runs = [pool.submit(copydesk, *args) for _ in range(4)]
        assert {run.result().stderr for run in runs} == {b""}
        assert len({run.result().stdout for run in runs}) == 1

    def test_a_run_that_was_killed_leaves_a_cache_that_works(self, check, folder, copydesk):
        for n in range(40):
            (folder / f"{n}.txt").write_text(BAD.replace("1911", str(1900 + n)) * 50)
        command = [sys.executable, "-m", "copydesk", "check", "--jobs", "2", "--cache-dir", ".kept", "."]
        running = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            running.wait(0.7)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        assert check()[2] == ""


class TestBounds:
    def report(self, n):
        return FileReport(f"{n}.txt", "plain", "utf-8", n, 1, (), digest=os.urandom(1000).hex())

    def test_what_was_not_used_for_longest_goes_first(self, tmp_path):
        keys = [bytes([n]) * 20 for n in range(250)]
        with Cache(tmp_path, Settings()) as cache:
            cache._today = 1
            for n, key in enumerate(keys):
                cache.put(key, self.report(n))
        with Cache(tmp_path, Settings(), max_bytes=300_000) as cache:
            cache._today = 2
            assert cache.get(keys[7])
        assert cache.path.stat().st_size <= 300_000
        with Cache(tmp_path, Settings()) as cache:
            kept = [n for n, key in enumerate(keys) if cache.get(key)]
        assert 7 in kept
        assert 30 < len(kept) < 150
