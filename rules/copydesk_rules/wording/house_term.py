"""`house-term`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from copydesk import Bad, Default, FixAvailability, Good, Meta, NoOptions, Severity, Substitution

__all__ = ["HouseTerm"]


class HouseTerm(Substitution[NoOptions]):
    """Finds terms that the house avoids, and offers the ones that it prefers.

    They stand in the configuration, and the rule runs where there are any:

    ```toml
    [house.terms]
    "e-mail" = "email"
    "Twitter" = "X"
    ```

    A term in lower case is found in any case, and its replacement takes the case of the words found; a
    plural in -s is found too. One with a capital is found as it is written and no other way: with the table
    above, birds may still twitter.

    The fix changes words, so it is not safe. Within quoted speech it is only shown.
    """

    meta = Meta(
        name="house-term",
        group="wording",
        since="0.1",
        summary="“{found}” is “{wanted}” in this house.",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
        default=Default.CONFIGURED,
    )
    examples = (
        Bad(
            "⟦E-mail⟧ the desk; it reads all ⟦e-mails⟧.",
            fixed="Email the desk; it reads all emails.",
            house={"terms": {"e-mail": "email"}},
        ),
        Bad("She left ⟦Twitter⟧ in May.", fixed="She left X in May.", house={"terms": {"Twitter": "X"}}),
        Bad("“My ⟦tweet⟧ was lost,” he said.", house={"terms": {"tweet": "post"}}),
        Good(
            "The Big Boat left. The big boat came back, and the BIG\nBOAT stayed.",
            house={"terms": {"boat": "big boat"}},
        ),
        Good("Swallows twitter in the eaves.", house={"terms": {"Twitter": "X"}}),
        Good("Write to an e-mail-address or see example.org/e-mail.", house={"terms": {"e-mail": "email"}}),
        Good("Send an e-mail."),
    )

    @cached_property
    def substitutions(self) -> Mapping[str, str]:
        terms = self.house.terms
        plurals = {f"{found}s": f"{wanted}s" for found, wanted in terms.items() if found.islower()}
        return plurals | terms
