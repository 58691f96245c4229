import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, relative, resolve } from "node:path";

/** What there is to look in for the program `copydesk`. */
export interface Places {
  /** The setting `copydesk.path`; empty where there is none. */
  readonly setting: string;
  /** The folders that are open. */
  readonly folders: readonly string[];
  /** Whether the folders may choose a program. */
  readonly trusted: boolean;
  /** The Python interpreter, or the folder of the environment, that is chosen for the first folder. */
  readonly python?: string | undefined;
  /** The variable PATH. */
  readonly path: string;
  readonly home: string;
}

/** The program, or why there is none: a sentence for the writer. */
export type Found = { readonly command: string } | { readonly missing: string };

const windows = process.platform === "win32";
const NAME = windows ? "copydesk.exe" : "copydesk";
const SCRIPTS = windows ? "Scripts" : "bin";

/**
 * Find the program `copydesk`: what is set, else in the environment that is chosen, else in `.venv` or `venv` of a
 * folder, else on PATH. Of a folder that is not trusted nothing is run, though PATH may lead there.
 */
export function find(places: Places): Found {
  const { folders, trusted, setting } = places;
  const allowed = (command: string) => trusted || !folders.some((folder) => isWithin(command, folder));
  if (setting) {
    const command = resolve(
      folders[0] ?? places.home,
      setting.replace(/^~(?=$|[\\/])/, () => places.home),
    );
    if (!isProgram(command)) return { missing: `The setting copydesk.path names no program: ${command}.` };
    if (!allowed(command))
      return { missing: `The setting copydesk.path names a program in a folder that you do not trust.` };
    return { command };
  }
  const beside = places.python ? [dirname(places.python), join(places.python, SCRIPTS)] : [];
  const environments = folders.flatMap((folder) => [
    join(folder, ".venv", SCRIPTS),
    join(folder, "venv", SCRIPTS),
  ]);
  // A part of PATH that is not absolute is another folder each time.
  const onPath = places.path.split(delimiter).filter((folder) => isAbsolute(folder));
  const commands = [...beside, ...environments, ...onPath].map((folder) => join(folder, NAME));
  const command = commands.find((path) => isProgram(path) && allowed(path));
  if (command) return { command };
  const where = trusted
    ? "neither in the Python environment of this folder nor on PATH"
    : "not on PATH, and a folder that you do not trust cannot bring its own";
  return { missing: `copydesk is ${where}. Install it with “pip install copydesk”.` };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Whether a file stands in a folder, by its name or by where its links lead. */
function isWithin(file: string, folder: string): boolean {
  const inside = (path: string, root: string) => {
    const way = relative(root, path);
    return way !== ".." && !way.startsWith(`..${windows ? "\\" : "/"}`) && !isAbsolute(way);
  };
  const root = realpath(folder);
  return inside(file, folder) || inside(realpath(file), root) || inside(realpath(dirname(file)), root);
}

function realpath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
