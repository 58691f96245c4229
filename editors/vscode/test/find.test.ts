import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";

import { find, type Places } from "../src/find";

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "find-")));
  mkdirSync(join(root, "articles"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Make a program; gives its path. */
function program(...parts: string[]): string {
  const path = join(root, ...parts);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "#!/bin/sh\n");
  chmodSync(path, 0o755);
  return path;
}

function look(places: Partial<Places> = {}) {
  const folders = [join(root, "articles")];
  return find({
    setting: "",
    folders,
    trusted: true,
    path: join(root, "bin"),
    home: join(root, "home"),
    ...places,
  });
}

function reason(found: ReturnType<typeof find>): string {
  assert.ok("missing" in found, JSON.stringify(found));
  return found.missing;
}

test("what is nearest to the article is taken: the chosen Python, .venv, venv, PATH", () => {
  const onPath = program("bin", "copydesk");
  assert.deepEqual(look(), { command: onPath });
  const venv = program("articles", "venv", "bin", "copydesk");
  assert.deepEqual(look(), { command: venv });
  const hidden = program("articles", ".venv", "bin", "copydesk");
  assert.deepEqual(look(), { command: hidden });
  const chosen = program("conda", "bin", "copydesk");
  assert.deepEqual(look({ python: join(root, "conda", "bin", "python") }), { command: chosen });
  assert.deepEqual(look({ python: join(root, "conda") }), { command: chosen });
  assert.deepEqual(look({ python: join(root, "other", "bin", "python") }), { command: hidden });
});

test("the setting comes before all, and is the folder's or the writer's own path", () => {
  program("articles", ".venv", "bin", "copydesk");
  const set = program("articles", "tools", "copydesk");
  const own = program("home", "copydesk");
  assert.deepEqual(look({ setting: "tools/copydesk" }), { command: set });
  assert.deepEqual(look({ setting: set }), { command: set });
  assert.deepEqual(look({ setting: "~/copydesk" }), { command: own });
});

test("a setting that names no program is an error, though there is one elsewhere", () => {
  program("bin", "copydesk");
  assert.match(
    reason(look({ setting: "tools/copydesk" })),
    /copydesk\.path names no program: .*tools.copydesk\./,
  );
  assert.match(reason(look({ setting: root })), /names no program/);
});

test("what cannot be run is no program", () => {
  chmodSync(program("articles", ".venv", "bin", "copydesk"), 0o644);
  mkdirSync(join(root, "articles", "venv", "bin", "copydesk"), { recursive: true });
  assert.match(reason(look()), /neither .* nor on PATH\. Install it with/);
});

test("a folder that is not trusted cannot choose the program", () => {
  const inside = program("articles", ".venv", "bin", "copydesk");
  const bin = dirname(inside);
  const untrusted = { trusted: false, python: bin };
  assert.match(reason(look({ ...untrusted, path: bin })), /do not trust cannot bring its own/);
  assert.match(reason(look({ ...untrusted, setting: ".venv/bin/copydesk" })), /do not trust/);
  assert.deepEqual(look({ trusted: true, path: bin }), { command: inside });

  symlinkSync(bin, join(root, "linked"));
  assert.match(reason(look({ ...untrusted, path: join(root, "linked") })), /do not trust/);
  const own = program("bin", "copydesk");
  assert.deepEqual(look({ ...untrusted, path: [bin, dirname(own)].join(delimiter) }), { command: own });
});

test("a part of PATH that is not absolute is passed over", () => {
  program("bin", "copydesk");
  const before = process.cwd();
  process.chdir(root);
  try {
    assert.match(reason(look({ path: ["bin", ".", ""].join(delimiter) })), /neither/);
  } finally {
    process.chdir(before);
  }
});
