import { userInfo } from "node:os";
import { createInterface } from "node:readline/promises";
import { bellwether } from "./program.ts";

// The SDK warns on each start that it will drop Node 20 in 2027; the README names our minimum.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

// The reader of our output may close it early (`| head`). That is not a failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

function whoami(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a number that has no name.
    return "somebody";
  }
}

async function confirm(question: string): Promise<boolean> {
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await asked.question(`${question} (y/N) `);
  asked.close();
  return /^y(es)?$/i.test(answer.trim());
}

const isAttended = process.stdin.isTTY && process.stderr.isTTY;

const code = await bellwether(
  {
    variables: process.env,
    out: process.stdout,
    err: process.stderr,
    user: whoami(),
    confirm: isAttended ? confirm : null,
  },
  process.argv.slice(2),
);
if (code !== 0) process.exitCode = code;
