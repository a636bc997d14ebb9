/** The embedded database where no file may grow: to it the disk is full, and it says so itself. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { documentClient, dynamoClient } from "@bellwether/functions/adapter/dynamodb";
import { dynoxideBinary } from "@bellwether/local/database";

/** In blocks of `ulimit`: enough to open the file, and for a few writes. */
const FILE_BLOCKS = 128;
/** More would never fit in so small a file. */
const MOST_WRITES = 1_000;

/** Starts it on a file that exists, at the endpoint where its clients look for it. The shell ends a
 *  process that writes too much, unless it is told to let the write fail, as a full disk does. */
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

/** Writes until a write is refused, and answers with the reason. */
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
