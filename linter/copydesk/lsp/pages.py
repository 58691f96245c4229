"""Pages about rules for the editor: on hovering, and behind the link of a finding."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from copydesk._version import __version__
from copydesk.docs import rule_page
from copydesk.lint.diagnostic import Diagnostic
from copydesk.rule.finding import Safety
from copydesk.rule.plugins import Registry
from copydesk.run.cache import default_folder

__all__ = ["Pages"]


class Pages:
    """The pages of the rules. A link needs a file: it is written, in the cache, when it is first asked for.

    Args:
        registry: gives the rules there are.
    """

    def __init__(self, registry: Callable[[], Registry]) -> None:
        self._registry = registry
        self._addresses: dict[str, str | None] = {}

    def page(self, rule: str) -> str:
        """The page of a rule, in Markdown.

        Raises:
            UsageError: there is no such rule.
        """
        return rule_page(self._registry().rule(rule))

    def address(self, rule: str) -> str | None:
        """The address of a rule's page, in a file; None where it cannot be written."""
        if rule not in self._addresses:
            self._addresses[rule] = self._written(rule)
        return self._addresses[rule]

    def _written(self, rule: str) -> str | None:
        file = default_folder().absolute() / f"rules-{__version__}" / f"{rule}.md"
        page = self.page(rule).encode()
        try:
            if not file.is_file() or file.read_bytes() != page:
                file.parent.mkdir(parents=True, exist_ok=True)
                new = Path(f"{file}.{os.getpid()}")
                new.write_bytes(page)
                new.replace(file)
        except OSError:
            return None
        return file.as_uri()

    def hover(self, findings: Sequence[Diagnostic]) -> str:
        """Findings, what may be done about them, and what their rules are for, in Markdown."""
        parts = []
        for finding in findings:
            parts.append(f"**{finding.message}** `{finding.rule}`")
            parts += [f"- {fix.title}{_HOW[fix.safety]}" for fix in finding.fixes]
        for rule in dict.fromkeys(finding.rule for finding in findings):
            _, _, about = self.page(rule).partition("\n\n")
            parts.append(f"---\n\n### {rule}\n\n{about.partition('## ')[0].strip()}")
        return "\n\n".join(parts)


_HOW = {Safety.SAFE: "", Safety.UNSAFE: " (changes words)", Safety.DISPLAY: " (not to be applied)"}
