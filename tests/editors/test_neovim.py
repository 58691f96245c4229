"""The language server in Neovim, by its own client: what it shows, what a writer chooses, what is saved."""

import json
import os
import subprocess
import sys

import pytest

from tools import tool

STORY = """# The ferry to Harwick

The ferry left the the harbour at noon 🚢. She made a discrete enquiry.

Café owners said so, and and the harbour master , Mr Kowalczyk, agreed.
"""

#: Begins the server, waits for what it says of the text, and leaves `record(…)` to write down what is seen.
PRELUDE = """
local seen = {}
function record(name, value) seen[name] = value end
function await(what) assert(vim.wait(60000, what, 20), "waited in vain") end
function shown() return vim.diagnostic.get(0) end
function codes()
  local found = {}
  for _, each in ipairs(shown()) do table.insert(found, each.code or each.user_data.lsp.code) end
  table.sort(found)
  return found
end
function choose(title, only)
  vim.ui.select = function(items, options, chosen)
    for i, item in ipairs(items) do
      if options.format_item(item) == title then return chosen(item, i) end
    end
    record("error", "not offered: " .. title)
  end
  local context = only and { only = { only }, diagnostics = {} }
  vim.lsp.buf.code_action(vim.fn.has("nvim-0.8") == 1 and { context = context } or context)
end
local client = vim.lsp.start_client({
  name = "copydesk", cmd = vim.json.decode(vim.env.SERVER), root_dir = vim.fn.getcwd(),
  handlers = { ["window/logMessage"] = function(_, params) record("log", params.message) end },
})
vim.lsp.buf_attach_client(0, client)
function finish()
  vim.lsp.get_client_by_id(client).stop()
  await(function() return vim.lsp.get_client_by_id(client) == nil or vim.lsp.client_is_stopped(client) end)
  vim.fn.writefile({ vim.json.encode(seen) }, "seen.json")
  vim.cmd("qall!")
end
local ok, why = pcall(function()
  await(function() return #shown() > 0 end)
  %s
end)
if not ok then record("error", (seen.error or "") .. why) end
finish()
"""


@pytest.fixture
def nvim(tmp_path):
    """Run a script in Neovim with a story open, its language server begun; gives what it recorded."""

    def run(script: str, name: str = "story.md", text: str = STORY) -> dict[str, object]:
        (tmp_path / name).write_bytes(text.encode())
        (tmp_path / "script.lua").write_text(PRELUDE % script)
        server = json.dumps([sys.executable, "-m", "copydesk", "lsp"])
        done = subprocess.run(
            [tool("nvim"), "--headless", "--clean", name, "-c", "luafile script.lua"],
            cwd=tmp_path,
            env={**os.environ, "SERVER": server, "XDG_STATE_HOME": str(tmp_path)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert (tmp_path / "seen.json").exists(), done.stderr.decode()
        seen = json.loads((tmp_path / "seen.json").read_text())
        assert "error" not in seen, seen["error"]
        return seen

    return run


def test_findings_stand_where_the_writer_sees_them(nvim):
    seen = nvim("""
      local lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
      local words = {}
      for _, each in ipairs(shown()) do
        table.insert(words, { each.source, lines[each.lnum + 1]:sub(each.col + 1, each.end_col) })
      end
      table.sort(words, function(a, b) return a[2] < b[2] end)
      record("words", words)
    """)
    assert seen["words"] == [["copydesk", w] for w in (" ,", " and", " the", "discrete")]


def test_a_fix_is_chosen_and_saved(nvim, tmp_path):
    nvim("""
      vim.api.nvim_win_set_cursor(0, { 3, 56 })
      choose("Replace with “discreet”")
      await(function() return #shown() == 3 end)
      vim.cmd("write")
    """)
    assert (tmp_path / "story.md").read_text() == STORY.replace("discrete", "discreet")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_is_safe_is_mended_before_a_file_is_saved(nvim, tmp_path, newline):
    text = STORY.replace("\n", newline)
    nvim(
        """
      choose("Fix all that is safe to fix", "source.fixAll.copydesk")
      await(function() return #shown() == 1 end)
      vim.cmd("write")
    """,
        text=text,
    )
    mended = text.replace("the the", "the").replace("and and", "and").replace(" , Mr", ", Mr")
    assert (tmp_path / "story.md").read_bytes().decode() == mended


def test_a_rule_is_ignored_in_a_file_and_it_can_be_undone(nvim, tmp_path):
    seen = nvim("""
      vim.api.nvim_win_set_cursor(0, { 3, 20 })
      choose("Ignore repeated-word in this file")
      local path = vim.fn.getcwd() .. "/copydesk.toml"
      await(function() return vim.fn.bufloaded(path) == 1 end)
      vim.cmd("wall")
      record("written", vim.fn.readfile(path))
      vim.cmd("write")
      await(function() return not vim.tbl_contains(codes(), "repeated-word") end)
      vim.api.nvim_buf_call(vim.fn.bufnr(path), function() vim.cmd("undo | write") end)
      vim.cmd("write")
      await(function() return vim.tbl_contains(codes(), "repeated-word") end)
    """)
    assert seen["written"][:3] == ["[[overrides]]", 'files = ["/story.md"]', 'ignore = ["repeated-word"]']


def test_hovering_shows_what_the_rule_is_for(nvim):
    seen = nvim("""
      local at = { textDocument = { uri = vim.uri_from_bufnr(0) }, position = { line = 2, character = 18 } }
      local answers = vim.lsp.buf_request_sync(0, "textDocument/hover", at, 20000)
      record("hover", answers[client].result.contents.value)
    """)
    assert "### repeated-word" in seen["hover"]
