"""A format is one package and one entry: everything else follows from them."""

import json

TEXT = """1
00:00:01,000 --> 00:00:04,000
The ferry left the the harbour.

2
00:00:05,000 --> 00:00:08,000
It was late.
"""


def test_a_folder_of_subtitles_is_checked_and_fixed(tmp_path, copydesk):
    (tmp_path / "film.srt").write_text(TEXT)
    done = copydesk("check", "--output-format", "sarif", ".")
    (run,) = json.loads(done.stdout)["runs"]
    assert [artifact["mimeType"] for artifact in run["artifacts"]] == ["application/x-subrip"]
    (result,) = run["results"]
    assert result["ruleId"] == "repeated-word"
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 3
    assert copydesk("check", "--fix", "--unsafe-fixes", ".").returncode == 0
    assert (tmp_path / "film.srt").read_text() == TEXT.replace("the the", "the")
