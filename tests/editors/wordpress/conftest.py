"""A site with the plugin, and a server of copydesk's that it asks."""

import pytest

from serving import serving
from wordpress import wordpress

TOKEN = "correct-horse-battery"


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("checker")
    (folder / "token").write_text(TOKEN)
    with serving(folder, "--isolated", "--token-file", "token", "--jobs", "1") as it:
        yield it


@pytest.fixture(scope="session", params=["trixie", pytest.param("sid", marks=pytest.mark.nightly)])
def whole_site(request, tmp_path_factory, server):
    """A site of WordPress as Debian's stable suite has it, and at night as its unstable one."""
    with wordpress(tmp_path_factory.mktemp("wordpress"), request.param) as it:
        yield it
        assert not [line for line in it.log().splitlines() if "PHP " in line and "/copydesk/" in line]


@pytest.fixture
def site(whole_site, server):
    """The site with an open gate; `site.set` changes that."""
    whole_site.settings = {
        "url": server.address,
        "token": TOKEN,
        "level": "never",
        "roles": ["administrator"],
    }
    whole_site.set()
    return whole_site
