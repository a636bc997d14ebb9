import { spawn } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { BUNDLES } from "./platform.ts";
import { resource, type Synthesis } from "./synthesis.ts";

export type Invocation = Readonly<{
  /** The function's result; null if it threw. */
  result: unknown;
  /** The error that the function threw. */
  error: string | null;
  /** Everything that the function wrote to its output. */
  log: string;
}>;

/** The environment variables that Lambda sets for every function. */
const LAMBDA = {
  AWS_REGION: "eu-west-3",
  AWS_ACCESS_KEY_ID: "ASIAEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "key",
  AWS_SESSION_TOKEN: "session",
  AWS_LAMBDA_FUNCTION_NAME: "function",
};

/** Runs a function from the deployed bundle in a separate process, as Lambda does, with exactly
 *  the environment it is deployed with, on one event after the other. */
export async function invoke(
  synthesis: Synthesis,
  name: string,
  events: readonly unknown[],
  elsewhere: Readonly<Record<string, string>>,
): Promise<Invocation[]> {
  const fn = resource(synthesis, "aws:lambda/function:Function", `${name}Function`);
  const { variables } = fn["environment"] as { variables: Record<string, string> };
  const [module = "", exported = ""] = String(fn["handler"]).split(".");
  const file = path.join(BUNDLES, name, `${module}.mjs`);
  const script = `import { writeSync } from "node:fs";
const { ${exported}: handler } = await import(${JSON.stringify(pathToFileURL(file).href)});
const events = JSON.parse(process.env.EVENTS);
for (const event of events) {
  let answer;
  try { answer = { result: (await handler(event, {})) ?? null, error: null }; }
  catch (error) { answer = { result: null, error: String(error?.stack ?? error) }; }
  writeSync(3, JSON.stringify(answer) + "\\n");
}
process.exit(0);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    env: {
      PATH: process.env["PATH"],
      ...LAMBDA,
      ...variables,
      ...elsewhere,
      EVENTS: JSON.stringify(events),
    },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  let log = "";
  let answers = "";
  child.stdout?.on("data", (chunk: Buffer) => (log += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (log += chunk.toString()));
  child.stdio[3]?.on("data", (chunk: Buffer) => (answers += chunk.toString()));
  await new Promise((resolve) => child.once("close", resolve));
  const lines = answers.split("\n").filter((line) => line !== "");
  if (lines.length !== events.length) throw new Error(`${name} does not start:\n${log}`);
  return lines.map((line) => ({
    ...(JSON.parse(line) as Omit<Invocation, "log">),
    log,
  }));
}
