import { commands, type Diagnostic, type Disposable, languages, Uri, window, workspace } from "vscode";

import type { Server } from "./server";

const SCHEME = "copydesk-rule";

/** Makes the pages of rules, which the server has, documents of the editor. */
export function providePages(server: Server): Disposable {
  return workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: ({ path }) =>
      server.execute<string>("copydesk.explain", path.slice(1).replace(/\.md$/, "")),
  });
}

/** Show the page of the rule at the cursor, or of one of those that found something in the article. */
export async function openRulePage(): Promise<void> {
  const editor = window.activeTextEditor;
  if (!editor) return;
  const found = languages.getDiagnostics(editor.document.uri).filter(({ source }) => source === "copydesk");
  const rulesOf = (diagnostics: typeof found) =>
    [...new Set(diagnostics.map(ruleOf).filter((rule) => rule !== undefined))].sort();
  const here = rulesOf(found.filter(({ range }) => range.intersection(editor.selection)));
  const rules = here.length ? here : rulesOf(found);
  if (!rules.length) {
    void window.showInformationMessage("copydesk finds nothing here.");
    return;
  }
  const rule =
    rules.length === 1
      ? rules[0]
      : await window.showQuickPick(rules, { placeHolder: "The rule to read about" });
  if (rule)
    await commands.executeCommand("markdown.showPreview", Uri.from({ scheme: SCHEME, path: `/${rule}.md` }));
}

/** The rule of a finding; undefined for what is wrong with the configuration. */
function ruleOf({ code }: Diagnostic): string | undefined {
  const value = typeof code === "object" ? code.value : code;
  return value === undefined ? undefined : String(value);
}
