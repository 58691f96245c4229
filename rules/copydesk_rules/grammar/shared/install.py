"""`copydesk languagetool`: get LanguageTool, and see whether it is there."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

import click

from copydesk import UsageError
from copydesk_rules.grammar.shared.places import VERSION, folder

__all__ = ["install", "languagetool"]

#: English, and the three that the server itself does not start without: it tells languages apart by them.
_LANGUAGES = ("en", "ca", "es", "pt")
_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"
_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>copydesk</groupId>
  <artifactId>languagetool</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.languagetool</groupId>
      <artifactId>languagetool-server</artifactId>
      <version>{version}</version>
      <exclusions>
        <exclusion><groupId>org.languagetool</groupId><artifactId>language-all</artifactId></exclusion>
      </exclusions>
    </dependency>
{languages}
  </dependencies>
</project>
"""
_LANGUAGE = """    <dependency>
      <groupId>org.languagetool</groupId>
      <artifactId>language-{code}</artifactId>
      <version>{version}</version>
    </dependency>"""
#: In a line of a manifest; longer ones go on in the next, behind a space (JAR file specification).
_LINE = 70


@click.group()
def languagetool() -> None:
    """Get LanguageTool for the rule of that name."""


@languagetool.command("install")
@click.option("--force", is_flag=True, help="Get it anew where it is there already.")
def install(force: bool) -> int:
    """Get LanguageTool with Maven, into copydesk's cache: English, 100 MB."""
    target = folder() / f"LanguageTool-{VERSION}"
    if target.is_dir() and not force:
        click.echo(f"LanguageTool {VERSION} is installed in {target}")
        return 0
    maven = shutil.which("mvn")
    if maven is None:
        raise UsageError(
            "Maven is not on the path; install it (`apt install maven`, `brew install maven`), or unpack "
            f"LanguageTool-{VERSION}.zip in a folder and name that in LTP_PATH"
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=target.parent) as work:
            made = Path(work, target.name)
            click.echo(f"getting LanguageTool {VERSION} with Maven", err=True)
            _fetch(maven, Path(work), made / "libs")
            jars = sorted(jar.name for jar in (made / "libs").iterdir())
            _write_jar(made / "languagetool-server.jar", jars)
            if target.exists():
                target.rename(Path(work, "old"))
            made.rename(target)
    except OSError as error:
        raise UsageError(f"{error.filename or target}: {(error.strerror or str(error)).lower()}") from None
    click.echo(f"LanguageTool {VERSION}: {len(jars)} files in {target}")
    return 0


def _fetch(maven: str, work: Path, libs: Path) -> None:
    """Have Maven copy all jars that the server needs to a folder.

    Raises:
        UsageError: it did not; the message has Maven's first error.
    """
    languages = "\n".join(_LANGUAGE.format(code=code, version=VERSION) for code in _LANGUAGES)
    (work / "pom.xml").write_text(_POM.format(version=VERSION, languages=languages), encoding="utf-8")
    command = [maven, "--batch-mode", "--quiet", f"{_PLUGIN}:copy-dependencies"]
    options = [f"-DoutputDirectory={libs}", "-DincludeScope=runtime"]
    done = subprocess.run(
        [*command, *options], cwd=work, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode or not libs.is_dir():
        lines = (done.stdout + done.stderr).splitlines()
        told = next((line for line in lines if "ERROR" in line), f"it ended with {done.returncode}")
        raise UsageError(f"Maven could not get LanguageTool: {told.replace('[ERROR]', '').strip()[:300]}")


def _write_jar(path: Path, jars: list[str]) -> None:
    """Write the jar that a Java is started with; it names the others as its class path."""
    entry = "Class-Path: " + " ".join(f"libs/{jar}" for jar in jars)
    lines = [entry[at : at + _LINE] for at in range(0, len(entry), _LINE)]
    manifest = "\r\n ".join(lines)
    with zipfile.ZipFile(path, "w") as jar:
        jar.writestr("META-INF/MANIFEST.MF", f"Manifest-Version: 1.0\r\n{manifest}\r\n\r\n")
