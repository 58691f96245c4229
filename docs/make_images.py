#!/usr/bin/env python3
"""Draw the pictures of reports in docs/images: what copydesk says of an article of ours.

    python docs/make_images.py

report.svg is the README's: some findings of the report in the terminal and its summary, as they are; “⋮”
stands where others are left out. html-report-light.png and html-report-dark.png are the HTML report in
Chromium, which has to be on the path; html-overview-light.png and html-overview-dark.png that of many:
all of fixtures/, with authors, sections and dates made up; review-light.png, review-dark.png, review-list.png
and review-phone.png `copydesk review` on articles of ours, some of it decided; audit-report-light.png and
audit-report-dark.png the report of an audit of fixtures/.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from itertools import cycle
from pathlib import Path

from msgspec.structs import replace
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from copydesk.lint.linter import Linter, Settings
from copydesk.readers import format_of
from copydesk.reporters import Run, reporter_for
from copydesk.run.runner import run_files

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = "fixtures/news/ferry.txt"
COLUMNS = 84
FIXTURES = ROOT / "fixtures"
#: What a name has that is not an article, but what is expected of one.
GOLDEN = {".fixed", ".read", ".expected"}
#: Who is said to have written our articles, and for which section.
DESKS = [
    ("Mara Quill", "News"), ("Tom Ashdown", "News"), ("Ines Okafor", "Culture"), ("Mara Quill", "Travel"),
    ("Petr Vale", "Culture"), ("Mara Quill", "News"), ("Tom Ashdown", "Travel"), ("Ines Okafor", "Culture"),
]  # fmt: skip
#: The findings that are shown, by rule; of each the first.
SHOWN = ("confusable-word", "mojibake", "inconsistent-name", "duplicate-paragraph", "leftover-markup")
#: What is marked for the finding that is chosen in the HTML report.
CHOSEN = "discrete"
#: What is on the desk.
REVIEWED = (
    ARTICLE,
    "fixtures/clean/review.html",
    "fixtures/council/market.txt",
    "fixtures/legacy/regatta.html",
    "fixtures/recipe/plum-cake.md",
)
#: Background, foreground, and the eight colours, plain and bright, of a terminal.
THEME = TerminalTheme(
    (22, 27, 34),
    (201, 209, 217),
    [
        (72, 79, 88), (255, 123, 114), (86, 211, 100), (227, 179, 65),
        (121, 192, 255), (210, 168, 255), (86, 212, 221), (201, 209, 217),
    ],
)  # fmt: skip
#: Rich's own picture of a terminal, with the reader's fonts in the place of fonts from the network.
SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="860" role="img">
<title>copydesk check {article}</title>
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; font-variant-ligatures: none;
}}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: system-ui, sans-serif; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">{matrix}</g>
</g>
</svg>
""".replace("{article}", ARTICLE)
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_TEXT = re.compile(
    r'x="([\d.]+)" (y="[\d.]+") textLength="([\d.]+)"([^>]*)>((?:&#160;)*)(.*?)((?:&#160;)*)</text>'
)
#: How wide Rich draws a character.
_WIDTH = 12.2


def report(*options: str) -> str:
    """What the command line prints, in colour."""
    done = subprocess.run(
        [sys.executable, "-m", "copydesk", "check", "--isolated", *options, ARTICLE],
        cwd=ROOT,
        env={**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(COLUMNS)},
        capture_output=True,
        check=False,
    )
    if done.returncode != 1:
        sys.exit(done.stderr.decode())
    return done.stdout.decode()


def abridged(text: str) -> str:
    """The report with the findings that are shown, and its summary."""
    title, _, rest = text.partition("\n")
    parts, wanted, skipped = [f"\x1b[1m$ copydesk check {ARTICLE}\x1b[0m", "", title], list(SHOWN), False
    for part in rest.split("\n\n"):
        rule = _COLOUR.sub("", part).partition("\n")[0].rpartition(" ")[2]
        is_finding = re.match(r"\d+:\d+ ", _COLOUR.sub("", part)) is not None
        if is_finding and rule not in wanted:
            skipped = True
            continue
        if is_finding:
            wanted.remove(rule)
        if skipped:
            parts += ["    \x1b[2m⋮\x1b[0m"]
        elif len(parts) > 3:
            parts.append("")
        skipped = False
        parts.append(part)
    return "\n".join(parts).rstrip()


def without_margins(svg: str) -> str:
    """The picture without spaces at the ends of texts: some renderers drop them and stretch the rest."""

    def trimmed(match: re.Match[str]) -> str:
        x, y, length, rest, left, text, right = match.groups()
        before, after = left.count("&"), right.count("&")
        start, width = float(x) + _WIDTH * before, float(length) - _WIDTH * (before + after)
        return f'x="{start:.1f}" {y} textLength="{width:.1f}"{rest}>{text}</text>'

    return _TEXT.sub(trimmed, svg)


def overview() -> str:
    """The HTML report on all our articles, as if they were of a paper with authors, sections and dates."""
    linter = Linter(Settings(isolated=True))
    paths = [p for p in sorted(FIXTURES.rglob("*")) if format_of(p.name) and not GOLDEN & {*p.suffixes}]
    outcomes = run_files(linter, [(path, path.relative_to(FIXTURES).as_posix()) for path in paths])
    files = [
        replace(
            outcome.report,
            about=tuple(
                replace(about, author=author, section=section, date=f"2024-{3 + i % 6:02}-14")
                for about in outcome.report.about
            ),
        )
        for i, (outcome, (author, section)) in enumerate(zip(outcomes, cycle(DESKS)))
    ]
    out = io.StringIO()
    reporter_for("html")(Run(files, rules=linter.registry.rules), out)
    return out.getvalue()


def audited(folder: Path) -> Path:
    """The report of an audit of all our articles, with authors, sections and dates in their front matter.

    Args:
        folder: an empty one, where they are put.
    """
    paths = [
        p for p in sorted(FIXTURES.rglob("*")) if p.suffix in (".md", ".txt") and not GOLDEN & {*p.suffixes}
    ]
    for i, (path, (author, section)) in enumerate(zip(paths, cycle(DESKS))):
        text = path.read_bytes().decode("utf-8", "replace")
        if text.startswith(("---", "+++")):
            continue
        known = {
            "title": path.stem.replace("-", " ").capitalize(),
            "author": author,
            "section": section,
            "date": f"{2012 + i % 11}-{1 + i % 12:02}-14",
        }
        front = "".join(f'{name}: "{value}"\n' for name, value in known.items())
        article = folder / "archive" / path.relative_to(FIXTURES).with_suffix(f"{path.suffix}.md")
        article.parent.mkdir(parents=True, exist_ok=True)
        article.write_text(f"---\n{front}---\n\n{text}", encoding="utf-8")
    command = [sys.executable, "-m", "copydesk", "audit", "archive", "--isolated"]
    subprocess.run(command, cwd=folder, stderr=subprocess.DEVNULL, check=False)
    report = folder / "copydesk-audit" / "report.html"
    page = report.read_text(encoding="utf-8")
    report.write_text(
        page.replace("copydesk audit archive --isolated", "copydesk audit archive"), encoding="utf-8"
    )
    return report


def html_report(folder: Path) -> None:
    """Write the pictures of the HTML report: with a finding chosen, and the charts of many articles."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        file, many = Path(temporary) / "report.html", Path(temporary) / "many.html"
        file.write_text(report("--output-format", "html"), encoding="utf-8")
        many.write_text(overview(), encoding="utf-8")
        of_audit = audited(Path(temporary))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            page = browser.new_page(viewport={"width": 1240, "height": 1260}, color_scheme=scheme)
            page.goto(file.as_uri())
            page.locator(".filters summary").click()
            page.locator("mark.finding", has_text=CHOSEN).click()
            page.locator("article").evaluate("article => scrollTo(0, article.offsetTop - 60)")
            page.screenshot(path=folder / f"html-report-{scheme}.png")
            page.goto(many.as_uri())
            page.screenshot(path=folder / f"html-overview-{scheme}.png")
            page.goto(of_audit.as_uri())
            page.screenshot(path=folder / f"audit-report-{scheme}.png")
        browser.close()


def review(folder: Path) -> None:
    """Write the pictures of the review page, with some findings decided."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        for article in REVIEWED:
            shutil.copy(ROOT / article, temporary)
        command = [sys.executable, "-m", "copydesk", "review", "--no-browser", "--who", "Edith Tor", "."]
        with subprocess.Popen(command, cwd=temporary, stderr=subprocess.PIPE, text=True) as desk:
            assert desk.stderr
            addresses = (line.split()[-1] for line in desk.stderr if "http://" in line)
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            for name, scheme, width, height in (
                ("light", "light", 1240, 900),
                ("dark", "dark", 1240, 900),
                ("phone", "light", 390, 780),
            ):
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                page.goto(next(addresses))
                page.get_by_role("link", name=Path(ARTICLE).name).click()
                page.wait_for_selector(".card.active")
                if name == "light":
                    page.keyboard.press("Shift+A")
                page.locator("mark.finding", has_text=CHOSEN).click()
                page.screenshot(path=folder / f"review-{name}.png")
                if name == "light":
                    page.set_viewport_size({"width": width, "height": 420})
                    page.keyboard.press("l")
                    page.wait_for_function(
                        "() => document.querySelector('#overall').textContent.includes('open')"
                        " && !document.querySelector('#rows tr[data-kind=waiting]')"
                    )
                    page.screenshot(path=folder / "review-list.png")
            browser.close()
            desk.terminate()


def main() -> None:
    """Write the pictures."""
    console = Console(
        record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="standard"
    )
    console.print(Text.from_ansi(abridged(report())))
    svg = console.export_svg(title="copydesk", theme=THEME, code_format=SVG, unique_id="report")
    path = ROOT / "docs" / "images" / "report.svg"
    path.parent.mkdir(exist_ok=True)
    path.write_text(without_margins(svg), encoding="utf-8")
    html_report(path.parent)
    review(path.parent)


if __name__ == "__main__":
    main()
