import { type Disposable, languages, StatusBarAlignment, ThemeColor, window, workspace } from "vscode";

import { SELECTOR, type Server } from "./server";

/** What the status bar says of the article that is shown: how many findings it has, or why that is not known. */
export function showStatus(server: Server): Disposable[] {
  const item = window.createStatusBarItem("copydesk.status", StatusBarAlignment.Right, 90);
  item.name = "copydesk";

  const update = () => {
    const document = window.activeTextEditor?.document;
    if (!document || server.status === "off" || !languages.match(SELECTOR, document)) {
      item.hide();
      return;
    }
    const failed = server.status === "failed";
    const count = languages.getDiagnostics(document.uri).filter(({ source }) => source === "copydesk").length;
    const findings = count === 1 ? "1 finding" : `${count} findings`;
    if (failed) {
      item.text = "$(warning) copydesk";
      item.tooltip = `${server.problem} Click to try again.`;
    } else if (server.hasChecked(document.uri)) {
      item.text = `$(checklist) ${findings}`;
      item.tooltip = "copydesk: show the problems";
    } else {
      item.text = "$(loading~spin) copydesk";
      item.tooltip = "copydesk is reading";
    }
    item.backgroundColor = failed ? new ThemeColor("statusBarItem.warningBackground") : undefined;
    item.command = failed ? "copydesk.restart" : "workbench.actions.view.problems";
    item.accessibilityInformation = {
      label: `copydesk: ${failed ? server.problem : findings}`,
      role: "button",
    };
    item.show();
  };

  update();
  return [
    item,
    server.onDidChange(update),
    languages.onDidChangeDiagnostics(update),
    window.onDidChangeActiveTextEditor(update),
    workspace.onDidOpenTextDocument(update),
  ];
}
