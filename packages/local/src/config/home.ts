import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  realpathSync,
  statSync,
} from "node:fs";
import { messageOf } from "@bellwether/core/failure";
import { SettingError } from "./environment.ts";

const STICKY = 0o1000;

/** Creates the folder of the data if it is missing, restricts it to its owner, and returns its real
 *  path: two links to one folder must find the same lock. Throws `SettingError`. */
export function openHome(home: string): string {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const { mode } = statSync(home);
    if ((mode & STICKY) !== 0) {
      throw new SettingError(
        `The folder ${home} belongs to every user of this machine: set BELLWETHER_HOME to a folder of your own.`,
      );
    }
    if ((mode & 0o077) !== 0) chmodSync(home, 0o700);
    return realpathSync(home);
  } catch (error) {
    if (error instanceof SettingError) throw error;
    const reason = messageOf(error);
    throw new SettingError(`The folder ${home} for the data cannot be opened: ${reason}.`);
  }
}

/** The file that a link names: two links to one file must find the same lock. */
export function realFile(file: string): string {
  return existsSync(file) ? realpathSync(file) : file;
}

/** Creates an empty file unless it exists, and restricts it to its owner. SQLite gives the files beside
 *  it the same mode. */
export function createFile(file: string): void {
  closeSync(openSync(file, "a", 0o600));
  for (const one of [file, `${file}-wal`, `${file}-shm`])
    if (existsSync(one)) chmodSync(one, 0o600);
}
