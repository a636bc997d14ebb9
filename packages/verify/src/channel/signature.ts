/** `pnpm test:signature`: posts messages through the webhook channel, and has the public Python library
 *  of the Standard Webhooks specification verify them. What is changed on the way must be refused. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { webhook } from "@bellwether/functions/adapter/webhook";
import { aMessage, aSignal } from "@bellwether/functions/testing";
import { pythonWith } from "../deploy/toolchain.ts";
import { startServices, type Taken, WEBHOOK_SECRET } from "./services.ts";

const REQUIREMENT = "standardwebhooks==1.1.0";
const RECEIVER = fileURLToPath(new URL("webhook.py", import.meta.url));

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

type Call = Readonly<{ body: string; headers: Readonly<Record<string, unknown>> }>;
/** The type of the event that must be read; null where the call must be refused. */
type Case = Readonly<{ name: string; call: Call; type: string | null }>;

const python = await pythonWith(REQUIREMENT, say);
if ("kind" in python) {
  say(`SKIPPED: no webhook was verified in Python. ${python.reason}.`);
} else {
  const cases = casesOf(await postedCalls());
  const verdicts = verify(python.python, cases);
  const wrong = cases.filter(({ type }, nth) => (verdicts[nth]?.type ?? null) !== type);
  for (const { name } of wrong) say(`WRONG: ${name}`);
  say(`${cases.length} webhook calls read by ${REQUIREMENT} in Python, ${wrong.length} wrong`);
  process.exitCode = wrong.length === 0 && verdicts.length === cases.length ? 0 : 1;
}

/** A signal, a signal with a name beyond ASCII, several late ones, and a test message. */
async function postedCalls(): Promise<readonly Call[]> {
  const services = await startServices();
  const channel = webhook.open(async () => services.variables);
  const foreign = aSignal({ workflow_name: 'Löwe ✓ \u{1F981} <b>\\" ' });
  const events = [aSignal(), foreign].map((detail) => ({ type: "OrderSignal", detail }) as const);
  await channel.post(aMessage());
  await channel.post(aMessage({ events: events.slice(1) }));
  await channel.post(aMessage({ events }));
  await channel.post(aMessage({ events: [], id: "test.1" }));
  await services.stop();
  return services.taken.map(({ text: body, headers }: Taken) => ({ body, headers }));
}

function casesOf(calls: readonly Call[]): readonly Case[] {
  const types = ["order.signal", "order.signal", "order.signals.late", "test"];
  const [call = { body: "", headers: {} }] = calls;
  const withHeader = (name: string, value: string): Call => ({
    ...call,
    headers: { ...call.headers, [name]: value },
  });
  const later = String(Number(call.headers["webhook-timestamp"]) + 1);
  return [
    ...calls.map((one, nth) => ({ name: `call ${nth}`, call: one, type: types[nth] ?? "missing" })),
    { name: "another id", call: withHeader("webhook-id", "another"), type: null },
    { name: "another time", call: withHeader("webhook-timestamp", later), type: null },
    { name: "another body", call: { ...call, body: call.body.replace("SELL", "BUY") }, type: null },
    { name: "no signature", call: withHeader("webhook-signature", "v1,"), type: null },
    {
      name: "a call of last year",
      call: withHeader("webhook-timestamp", "1700000000"),
      type: null,
    },
  ];
}

function verify(
  interpreter: string,
  cases: readonly Case[],
): readonly { readonly type?: string; readonly error?: string }[] {
  const input = cases.map(({ call }) => JSON.stringify(call)).join("\n");
  const { stdout, stderr } = spawnSync(interpreter, [RECEIVER, WEBHOOK_SECRET], {
    input,
    encoding: "utf8",
  });
  if (stderr !== "") say(stderr);
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { type?: string; error?: string });
}
