import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { basename, dirname, relative } from "node:path";
import { type TextDocument, Uri, ViewColumn, type WebviewPanel, window, workspace } from "vscode";

import type { Server } from "./server";

const ENDINGS: Readonly<Record<string, string>> = { markdown: ".md", html: ".html" };
const panels = new Map<string, WebviewPanel>();

/** Show copydesk's report on the article as it stands in the editor, beside it. */
export async function showReport(server: Server): Promise<void> {
  const document = window.activeTextEditor?.document;
  const command = document && (await server.command());
  if (!command) return;
  try {
    const html = await report(command, document);
    panelFor(document.uri).webview.html = html;
  } catch (error) {
    void window.showErrorMessage(
      `copydesk could not report: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** The report, a page that needs nothing else. Rejects with what copydesk says if it makes none. */
function report(command: string, document: TextDocument): Promise<string> {
  const { uri, languageId } = document;
  const file = uri.scheme === "file" ? uri.fsPath : undefined;
  const folder = workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? (file ? dirname(file) : tmpdir());
  const name = file ? relative(folder, file) : `untitled${ENDINGS[languageId] ?? ".txt"}`;
  const args = ["check", "--output-format", "html", "--encoding", "utf-8", "--stdin-filename", name, "-"];
  const options = { cwd: folder, maxBuffer: 2 ** 28, timeout: 120_000 };
  return new Promise((resolve, reject) => {
    const process = execFile(command, args, options, (error, output, said) => {
      if (output) resolve(output);
      else reject(new Error(said.trim().split("\n").at(-1) || error?.message || "it said nothing"));
    });
    process.stdin?.on("error", () => {}); // it ended without reading: what it said counts
    process.stdin?.end(document.getText());
  });
}

/** The panel for the reports on a document; it stays where the writer has put it. */
function panelFor(uri: Uri): WebviewPanel {
  const key = uri.toString();
  const known = panels.get(key);
  if (known) {
    known.reveal(undefined, true);
    return known;
  }
  const title = `Report: ${basename(uri.path)}`;
  const place = { viewColumn: ViewColumn.Beside, preserveFocus: true };
  const panel = window.createWebviewPanel("copydesk.report", title, place, {
    enableScripts: true,
    localResourceRoots: [],
  });
  panels.set(key, panel);
  panel.onDidDispose(() => panels.delete(key));
  return panel;
}
