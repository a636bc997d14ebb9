import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { parseEnv } from "node:util";
import { decodeUtf8 } from "@bellwether/core/text";
import type { Variables } from "@bellwether/functions/adapter/channel";
import { SettingError } from "../config/environment.ts";

/** The file for secrets in the folder of the data: `NAME=value` lines, as in a `.env` file. */
const FILE_NAME = "secrets.env";

/** One machine may call a receiver in its own network. */
const DEFAULTS: Variables = { WEBHOOK_PRIVATE_ADDRESSES: "allowed" };

/** Reads the settings of channels from the environment and from the file, which takes precedence and can
 *  be changed while Bellwether runs. Rejects with `SettingError` when other users may read the file. */
export function channelSettings(environment: Variables, home: string): () => Promise<Variables> {
  const file = path.join(home, FILE_NAME);
  return async () => ({ ...DEFAULTS, ...withoutEmpty(environment), ...(await fromFile(file)) });
}

function withoutEmpty(variables: Variables): Variables {
  return Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ""),
  );
}

async function fromFile(file: string): Promise<Variables> {
  try {
    const { mode } = await stat(file);
    // Windows has other rights, which its users' folders inherit.
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      throw new SettingError(`Others may read ${file}, which holds secrets: chmod 600 ${file}`);
    }
    const decoded = decodeUtf8(await readFile(file));
    if (decoded.kind === "text") return withoutEmpty(parseEnv(decoded.text));
    throw new SettingError(`Line ${decoded.line} of ${file} is not UTF-8: save the file in UTF-8.`);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw error;
  }
}
