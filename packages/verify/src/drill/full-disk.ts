/** The embedded database where no file may grow, which it sees and reports as a full disk. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { documentClient, dynamoClient } from "@bellwether/functions/adapter/dynamodb";
import { dynoxideBinary } from "@bellwether/local/database";

/** In `ulimit` blocks: enough to open the file and for a few writes. */
const FILE_BLOCKS = 128;
/** More writes never fit in so small a file. */
const MOST_WRITES = 1_000;

/** Starts the database on an existing file, at the endpoint that its clients use. By default a
 *  process that exceeds the file size limit is killed; the shell is set to let the write fail
 *  instead, as on a full disk. */
export async function startOnFullDisk(
  file: string,
  endpoint: string,
): Promise<{ readonly stop: () => Promise<void> }> {
  const { port } = new URL(endpoint);
  const command = [dynoxideBinary(), "--port", port, "--db-path", file];
  const limited = `ulimit -f ${FILE_BLOCKS}; trap "" XFSZ; exec "$@"`;
  const child = spawn("sh", ["-c", limited, "sh", ...command], { stdio: "ignore" });
  const exited = once(child, "exit");
  while (child.exitCode === null && !(await answers(endpoint))) await sleep(10);
  return {
    async stop() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** Writes until a write is refused, and returns the reason. */
export async function fillUp(endpoint: string, TableName: string): Promise<string> {
  const client = dynamoClient({ endpoint });
  try {
    for (let n = 0; n < MOST_WRITES; n += 1) {
      const Item = { key: `filling ${n}`, text: "x".repeat(1_000) };
      await documentClient(client).send(new PutCommand({ TableName, Item }));
    }
    return "nothing was refused";
  } catch (error) {
    return String(error);
  } finally {
    client.destroy();
  }
}

async function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    () => true,
    () => false,
  );
}
