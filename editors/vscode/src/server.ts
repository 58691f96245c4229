import { homedir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type Disposable,
  EventEmitter,
  extensions,
  type LogOutputChannel,
  type Uri,
  window,
  workspace,
} from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
} from "vscode-languageclient/node";

import { find } from "./find";

/** The languages that are checked. */
export const LANGUAGES = ["markdown", "html", "plaintext"] as const;
/** The documents that are checked, whether they have a file or not yet. */
export const SELECTOR = ["file", "untitled"].flatMap((scheme) =>
  LANGUAGES.map((language) => ({ scheme, language })),
);

/** How long a server that is starting is waited for before it is left to itself. */
const START_MS = 10_000;

export type Status = "off" | "starting" | "running" | "failed";

/** A client that says in a window only what happens once its server runs: a failed start is ours to tell, once. */
class Client extends LanguageClient {
  override error(message: string, data?: unknown, show?: boolean | "force"): void {
    super.error(message, data, this.state === State.Running && show);
  }
}

/** copydesk's language server, found and started as the settings say. */
export class Server implements Disposable {
  readonly #changed = new EventEmitter<void>();
  /** Fires when the status changes, or a document has been checked. */
  readonly onDidChange = this.#changed.event;
  readonly #log: LogOutputChannel;
  readonly #checked = new Set<string>();
  #client: LanguageClient | undefined;
  #command: string | undefined;
  #status: Status = "off";
  #problem = "";
  #work: Promise<void> = Promise.resolve();

  constructor(log: LogOutputChannel) {
    this.#log = log;
  }

  get status(): Status {
    return this.#status;
  }

  /** Why it failed, in a sentence. */
  get problem(): string {
    return this.#problem;
  }

  /** The program that runs as the server; undefined, and the writer is told why, where none does. */
  async command(): Promise<string | undefined> {
    await this.#work;
    if (this.#client?.state === State.Running) return this.#command;
    this.#complain(this.#problem || "copydesk is not running: the setting copydesk.enable is off.");
    return undefined;
  }

  /** Whether it is known what is in a document. */
  hasChecked(uri: Uri): boolean {
    return this.#checked.has(uri.toString());
  }

  /** Forget a document that was closed. */
  forget(uri: Uri): void {
    this.#checked.delete(uri.toString());
  }

  /** Run a command of the server; undefined, and the writer is told why, where the server does not run. */
  async execute<T>(command: string, argument: string): Promise<T | undefined> {
    if (!(await this.command())) return undefined;
    return this.#client?.sendRequest("workspace/executeCommand", { command, arguments: [argument] });
  }

  /** The name that the server knows a document by. */
  nameOf(uri: Uri): string {
    return this.#client?.code2ProtocolConverter.asUri(uri) ?? uri.toString();
  }

  /** Start it, anew if it runs, or stop it, as the settings say. */
  restart(): Promise<void> {
    this.#work = this.#work.then(() => this.#stop()).then(() => this.#start());
    return this.#work;
  }

  dispose(): Promise<void> {
    this.#changed.dispose();
    return this.#stop();
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#checked.clear();
    this.#is("off");
    // A client that is starting refuses to be stopped, and would run on beside the next one.
    if (client?.state === State.Starting) await Promise.race([client.start().catch(() => {}), sleep(START_MS)]);
    await client?.dispose().catch((error: unknown) => this.#log.warn(String(error)));
  }

  async #start(): Promise<void> {
    const settings = workspace.getConfiguration("copydesk");
    if (!settings.get<boolean>("enable", true)) {
      return;
    }
    this.#is("starting");
    const found = find({
      setting: String(settings.get("path") ?? "").trim(),
      folders: (workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath),
      trusted: workspace.isTrusted,
      python: workspace.isTrusted ? await chosenPython() : undefined,
      path: process.env.PATH ?? "",
      home: homedir(),
    });
    if ("missing" in found) {
      this.#fail(found.missing);
      return;
    }
    this.#command = found.command;
    this.#log.info(`${found.command} lsp`);
    const client = (this.#client = this.#makeClient(found.command, settings.get("run") === "onSave"));
    client.onDidChangeState(({ newState }) => {
      if (client !== this.#client) return;
      if (newState === State.Running) this.#is("running");
      if (newState === State.Starting) {
        this.#checked.clear();
        this.#is("starting");
      }
    });
    try {
      await client.start();
    } catch (error) {
      this.#log.error(String(error));
      this.#fail(`${found.command} did not start as a language server. Is it up to date? See the log.`);
    }
  }

  #makeClient(command: string, onSave: boolean): LanguageClient {
    const settings = workspace.getConfiguration("copydesk");
    const severity = settings.get<object>("severity", {});
    const deep = settings.get<boolean>("deep", true) ? null : false;
    let crashes: number[] = [];
    const client: LanguageClient = new Client(
      "copydesk",
      { command, args: ["lsp"] },
      {
        documentSelector: SELECTOR,
        outputChannel: this.#log,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        initializationOptions: { severity, deep },
        // The server checks all the same, so that what is safe to fix can be fixed on saving.
        diagnosticPullOptions: { onChange: !onSave, onSave },
        initializationFailedHandler: () => false,
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue, handled: true }),
          closed: () => {
            const now = Date.now();
            crashes = crashes.filter((time) => now - time < 180_000);
            if (client.state === State.Running && crashes.push(now) <= 3) {
              return { action: CloseAction.Restart, handled: true };
            }
            if (crashes.length) this.#fail("copydesk has stopped, and is not started again. See the log.");
            return { action: CloseAction.DoNotRestart, handled: true };
          },
        },
        middleware: {
          provideDiagnostics: async (document, previous, token, next) => {
            const report = await next(document, previous, token);
            this.#checked.add(("uri" in document ? document.uri : document).toString());
            this.#changed.fire();
            return report;
          },
        },
      },
    );
    return client;
  }

  #is(status: Status): void {
    this.#status = status;
    if (status !== "failed") this.#problem = "";
    this.#changed.fire();
  }

  #fail(problem: string): void {
    this.#problem = problem;
    this.#is("failed");
    this.#complain(problem);
  }

  /** Tell the writer what is wrong, and offer what helps. */
  #complain(problem: string): void {
    this.#log.error(problem);
    void window.showErrorMessage(problem, "Try Again", "Show Log").then((choice) => {
      if (choice === "Try Again") void this.restart();
      if (choice === "Show Log") this.#log.show();
    });
  }
}

/** What the Python extension tells of the environment that is chosen for the first folder, where it is installed. */
async function chosenPython(): Promise<string | undefined> {
  try {
    const api = await extensions.getExtension("ms-python.python")?.activate();
    return api?.environments?.getActiveEnvironmentPath(workspace.workspaceFolders?.[0]?.uri)?.path;
  } catch {
    return undefined;
  }
}
