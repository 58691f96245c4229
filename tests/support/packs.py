"""Rule packs that several tests install."""

#: A rule with an option that only the user's own configuration may set.
ASKING = """
from typing import Annotated
import msgspec
from copydesk import Meta, Rule

class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    server: Annotated[str | None, msgspec.Meta(description="Whom to ask.", extra={"trusted": True})] = None
    loud: bool = False

class Asking(Rule[Options]):
    "Finds what a server says."
    meta = Meta(name="asking", group="trust", since="1", summary="{server} was asked.", aliases=("asks",))
    def check(self, article):
        yield self.finding((0, 1), server=self.options.server or "nobody")

RULES = (Asking,)
"""
