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


@pytest.fixture(scope="session")
def whole_site(tmp_path_factory, server):
    with wordpress(tmp_path_factory.mktemp("wordpress")) as it:
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
