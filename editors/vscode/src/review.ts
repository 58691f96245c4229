import { type ChildProcess, spawn } from "node:child_process";
import { dirname, relative } from "node:path";
import { createInterface } from "node:readline";
import { type Disposable, env, Uri, window, workspace } from "vscode";

import type { Server } from "./server";

/** What copydesk prints: an address is good for one time, and followed by another. */
const ADDRESS = /http:\/\/127\.0\.0\.1:\d+\/#[\w-]+/;

/** The desks that are open, each for the article in one file. */
export class Desks implements Disposable {
  readonly #desks = new Map<string, { process: ChildProcess; address: string }>();

  /** Open the desk on the article in the editor, in the browser. */
  async review(server: Server): Promise<void> {
    const document = window.activeTextEditor?.document;
    const command = document && (await server.command());
    if (!command) return;
    if (document.uri.scheme !== "file" || (document.isDirty && !(await document.save()))) {
      void window.showErrorMessage("Save the article first: the desk writes into its file.");
      return;
    }
    const file = document.uri.fsPath;
    try {
      const address = this.#desks.get(file)?.address ?? (await this.#open(command, file));
      await env.openExternal(Uri.parse(address, true));
    } catch (error) {
      void window.showErrorMessage(
        `copydesk could not open the desk: ${error instanceof Error ? error.message : error}`,
      );
    }
  }

  dispose(): void {
    for (const { process } of this.#desks.values()) process.kill();
  }

  /** Start a desk. Resolves to its address; rejects with what copydesk says if there is none. */
  #open(command: string, file: string): Promise<string> {
    const folder = workspace.getWorkspaceFolder(Uri.file(file))?.uri.fsPath ?? dirname(file);
    const args = ["review", "--no-browser", "--port", "0", "--", relative(folder, file)];
    const process = spawn(command, args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    return new Promise((resolve, reject) => {
      let said = "it said nothing";
      process.on("error", reject);
      process.on("close", () => {
        this.#desks.delete(file);
        reject(new Error(said));
      });
      createInterface(process.stderr).on("line", (line) => {
        said = line;
        const [address] = line.match(ADDRESS) ?? [];
        if (!address) return;
        this.#desks.set(file, { process, address });
        resolve(address);
      });
    });
  }
}
