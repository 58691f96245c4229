"""The formats of reports, and the programs that read them."""

import json
import os
import subprocess

from tools import tool

#: https://docs.gitlab.com/ci/testing/code_quality/, "Code Quality report format".
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string"},
            "check_name": {"type": "string"},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "not": {"pattern": r"^\./|^/"}},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def validated(text, tmp_path):
    """The SARIF, read; what Microsoft's validator says of it for the specification and for GitHub."""
    (tmp_path / "report.sarif").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [
            tool("Sarif.Multitool"),
            "validate",
            "report.sarif",
            "--rule-kind",
            "Sarif;Ghas",
            "-o",
            "said.sarif",
        ],
        cwd=tmp_path,
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode()
    (said,) = json.loads((tmp_path / "said.sarif").read_text(encoding="utf-8-sig"))["runs"]
    # SARIF2005 wants the address of a home page, which copydesk has not.
    complaints = [r for r in said.get("results", []) if r["ruleId"] != "SARIF2005"]
    assert complaints == []
    return json.loads(text)["runs"][0]


def reviewdog(text, format_, cwd, *options):
    """What reviewdog makes of a report: its exit code, and what it says."""
    command = [tool("reviewdog"), f"-f={format_}", "-reporter=local", *options]
    done = subprocess.run(command, input=text.encode(), cwd=cwd, capture_output=True, timeout=60, check=False)
    return done.returncode, (done.stdout + done.stderr).decode()
