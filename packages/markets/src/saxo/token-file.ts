import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { messageOf } from "@bellwether/core/failure";
import { type SaxoToken, saxoTokenSchema, type TokenStore } from "./token.ts";

/** The token file cannot be used. The message is one sentence that names the file. */
export class TokenFileError extends Error {
  readonly code = "unusable-token-file";
  constructor(path: string, problem: string, options?: { cause?: unknown }) {
    super(`${path}: ${problem}`, options);
    this.name = "TokenFileError";
  }
}

const GROUP_AND_OTHERS = 0o077;

/** Stores the login in a file that only its owner can read and write (on Windows, with the
 *  permissions of the folder). The file is replaced atomically, so a crash leaves the old login or
 *  the new one. Rejects with `TokenFileError`; a file that others can read is rejected. */
export function fileTokenStore(options: { path: string }): TokenStore {
  const { path } = options;
  return {
    read: async () => {
      const text = await readPrivate(path);
      if (text === null) return null;
      try {
        return saxoTokenSchema.parse(JSON.parse(text));
      } catch (cause) {
        throw new TokenFileError(path, "it contains no login; delete it and log in again", {
          cause,
        });
      }
    },
    write: (token) => replace(path, token),
  };
}

async function readPrivate(path: string): Promise<string | null> {
  try {
    const { mode } = await stat(path);
    if (process.platform !== "win32" && (mode & GROUP_AND_OTHERS) !== 0) {
      throw new TokenFileError(path, "others can read it; log in again after `chmod 600`");
    }
    return await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof TokenFileError) throw cause;
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw new TokenFileError(path, `it cannot be read (${messageOf(cause)})`, { cause });
  }
}

async function replace(path: string, token: SaxoToken): Promise<void> {
  const next = `${path}.${randomUUID()}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(next, "wx", 0o600);
    try {
      await file.writeFile(`${JSON.stringify(token)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(next, path);
  } catch (cause) {
    await rm(next, { force: true }).catch(() => undefined);
    throw new TokenFileError(path, `it cannot be written (${messageOf(cause)})`, { cause });
  }
}
