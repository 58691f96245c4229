import { commands, type ExtensionContext, window, workspace } from "vscode";

import { openRulePage, providePages } from "./pages";
import { showReport } from "./report";
import { Desks } from "./review";
import { Server } from "./server";
import { showStatus } from "./status";

let server: Server | undefined;

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel("copydesk", { log: true });
  const current = (server = new Server(log));
  const desks = new Desks();
  context.subscriptions.push(
    log,
    desks,
    providePages(current),
    ...showStatus(current),
    commands.registerCommand("copydesk.fixDocument", async () => {
      const document = window.activeTextEditor?.document;
      if (document) await current.execute("copydesk.fixAll", current.nameOf(document.uri));
    }),
    commands.registerCommand("copydesk.openRulePage", openRulePage),
    commands.registerCommand("copydesk.review", () => desks.review(current)),
    commands.registerCommand("copydesk.showReport", () => showReport(current)),
    commands.registerCommand("copydesk.restart", () => current.restart()),
    commands.registerCommand("copydesk.showLog", () => log.show()),
    workspace.onDidCloseTextDocument(({ uri }) => current.forget(uri)),
    workspace.onDidGrantWorkspaceTrust(() => current.restart()),
    workspace.onDidChangeConfiguration(
      (change) => change.affectsConfiguration("copydesk") && void current.restart(),
    ),
  );
  void current.restart();
}

export function deactivate(): Promise<void> | undefined {
  return server?.dispose();
}
