"""A WordPress for tests: a site of its own with the plugin, on a port of this machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import pytest

from places import ROOT
from tools import FOLDER, tool

PLUGIN = ROOT / "editors" / "wordpress" / "copydesk"
USERS = ("admin", "editor", "author", "contributor", "subscriber")
PASSWORD = "password"
_FIXTURES = Path(__file__).parent / "wordpress_site"
_PHP = ("-d", "opcache.enable_cli=1", "-d", "memory_limit=512M")


class Answer(NamedTuple):
    """What a site answers; `json` where it is that."""

    status: int
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Site:
    """A site that is served.

    Attributes:
        url: of its home page.
        folder: WordPress's own.
        passwords: of its users, for programs.
        settings: of the plugin, where `set` names no others.
    """

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.url = f"http://127.0.0.1:{port}"
        self.passwords: dict[str, str] = {}
        self.settings: dict[str, Any] = {}

    def php(self, code: str, *arguments: str) -> Any:
        """Run PHP in WordPress; gives what it echoes, decoded from JSON, or None."""
        script = f'require "boot.php"; {code}'
        done = subprocess.run(
            [tool("php"), "-r", script, "--", *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout) if done.stdout else None

    def set(self, **settings: Any) -> None:
        """Change settings of the plugin; those not named are as in `settings`, and nothing else is kept."""
        self.php(
            "update_option('copydesk_settings', json_decode($argv[1], true));"
            "delete_option('copydesk_house');"
            "$wpdb->query(\"DELETE FROM $wpdb->options WHERE option_name LIKE '_transient%copydesk_%'\");",
            json.dumps({**self.settings, **settings}),
        )

    def api(self, user: str, method: str, path: str, **data: Any) -> Answer:
        """Ask the REST API as a user does who has an application password; "" for a stranger."""
        headers = {"Content-Type": "application/json"}
        if user:
            pair = b64encode(f"{user}:{self.passwords[user]}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        body = json.dumps(data).encode() if data else None
        return _open(build_opener(), Request(f"{self.url}/wp-json{path}", body, headers, method=method))

    def post(self, user: str = "admin", **fields: Any) -> dict[str, Any]:
        """Write a post; gives it as REST does."""
        answer = self.api(user, "POST", "/wp/v2/posts", **{"status": "draft", "title": "Fog", **fields})
        assert answer.status == 201, answer.body
        return answer.json

    def stored(self, post: int) -> dict[str, Any]:
        """A post as it is in the database."""
        return self.php("echo json_encode(get_post((int) $argv[1]));", str(post))

    def log(self) -> str:
        """What PHP has logged."""
        path = self.folder.parent / "debug.log"
        return path.read_text() if path.exists() else ""


class Visitor:
    """A browser without a window or scripts: a user who is logged in."""

    def __init__(self, site: Site, user: str) -> None:
        self.site = site
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        if user:
            self.get("/wp-login.php")
            page = self.send("/wp-login.php", log=user, pwd=PASSWORD, testcookie="1")
            assert page.status == 200
            assert 'id="wpadminbar"' in page.body

    def get(self, path: str) -> Answer:
        return _open(self._opener, Request(self.site.url + path))

    def send(self, path: str, **fields: Any) -> Answer:
        return _open(self._opener, Request(self.site.url + path, urlencode(fields, doseq=True).encode()))

    def nonce(self, path: str, name: str) -> str:
        """A nonce that a page has in a field or a script."""
        page = self.get(path).body
        found = re.search(rf'(?:name|id)="{name}"[^>]*value="(\w+)"', page) or re.search(
            rf'{name}["\']?\s*[:=]\s*["\'](\w+)', page
        )
        assert found, page[:2000]
        return found[1]


def _open(opener: Any, request: Request) -> Answer:
    try:
        with opener.open(request, timeout=60) as response:
            return Answer(response.status, response.read().decode())
    except HTTPError as error:
        return Answer(error.code, error.read().decode())


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def wordpress(folder: Path, suite: str = "trixie") -> Iterator[Site]:
    """A new site with the plugin and its users, of WordPress as a suite of Debian has it, if it is there."""
    php = tool("php")
    source, sqlite = FOLDER / "wordpress" / suite, FOLDER / "wordpress" / "sqlite"
    if not source.is_dir() or not sqlite.is_dir():
        pytest.skip(f"WordPress of {suite} is not there: .ci/tools/all fetches it")
    site = Site(folder / "site", free_port())
    _lay_out(site, source, sqlite)
    done = subprocess.run([php, "install.php"], cwd=site.folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    site.passwords = json.loads(done.stdout)
    server = subprocess.Popen(
        [php, *_PHP, "-S", f"127.0.0.1:{site.port}", "-t", ".", "router.php"],
        cwd=site.folder,
        env={**os.environ, "PHP_CLI_SERVER_WORKERS": "4"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _await(site)
        yield site
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def _lay_out(site: Site, source: Path, sqlite: Path) -> None:
    shutil.copytree(source, site.folder, copy_function=_linked)
    content = site.folder / "wp-content"
    for name in ("mu-plugins", "uploads"):
        (content / name).mkdir(exist_ok=True)
    shutil.copytree(sqlite, content / "mu-plugins" / "sqlite-database-integration")
    folder = content / "mu-plugins" / "sqlite-database-integration"
    drop_in = (folder / "db.copy").read_text().replace("{SQLITE_IMPLEMENTATION_FOLDER_PATH}", str(folder))
    (content / "db.php").write_text(
        drop_in.replace("{SQLITE_PLUGIN}", "sqlite-database-integration/load.php")
    )
    for file in _FIXTURES.iterdir():
        text = file.read_text().replace("{URL}", site.url).replace("{RUN}", str(site.folder.parent))
        (site.folder / file.name).write_text(text)
    (site.folder / "quiet.php").rename(content / "mu-plugins" / "quiet.php")
    (content / "plugins" / "copydesk").symlink_to(PLUGIN)


def _linked(source: str, target: str) -> str:
    """A hard link, as nothing of WordPress is ever changed; a copy on another file system."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def _await(site: Site) -> None:
    for _ in range(600):
        try:
            with urlopen(f"{site.url}/wp-json/copydesk/v1", timeout=30):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(site.log())
