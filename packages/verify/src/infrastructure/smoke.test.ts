import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { rebuildPageSchema, type Trace } from "@bellwether/core/api";
import { lastSessionDay } from "@bellwether/core/market";
import { signalRowOf } from "@bellwether/core/projection";
import { signalId } from "@bellwether/core/signal";
import { tickAfter, tickAtOrBefore } from "@bellwether/core/time";
import {
  decisionStore,
  episodeCutStore,
  projectionStore,
} from "@bellwether/functions/adapter/dynamodb";
import { aDraft, anOrder, aRun, aWorkflow, TICK } from "@bellwether/functions/testing";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { answerOf, captured, gatewayRequest } from "./captured-event.ts";
import { type Invocation, invoke } from "./invocation.ts";
import { type LambdaHost, startLambdaHost } from "./lambda-host.ts";
import { ASKED_BY_LAMBDA, grantsOf, logicalName, pairsOf } from "./policy.ts";
import { aNotedCut, anOpenEpisode, decidedAt, forgetLastOrder } from "./sample-items.ts";
import { readSynthesis, SECRETS } from "./synthesis.ts";

const feature = await readSynthesis("feature");

let host: LambdaHost;
beforeAll(async () => {
  host = await startLambdaHost(feature, inject("dynamodbEndpoint"));
});
afterAll(() => host.stop());

const nowSeconds = () => Math.floor(Date.now() / 1_000);

const last = (invocations: Invocation[]): Invocation => {
  const invocation = invocations.at(-1);
  if (invocation === undefined) throw new Error("nothing was invoked");
  return invocation;
};

describe("from its bundle, on an event as AWS sends it,", () => {
  it("Persist stores a signal once", async () => {
    const event = await captured("persist");
    const answers = await host.run("Persist", event, event);
    expect(answers.map(({ result }) => result)).toEqual([
      { batchItemFailures: [] },
      { batchItemFailures: [] },
    ]);
    const page = await host.stores.orders.query({
      workflow_id: aWorkflow().id,
      asOf: TICK,
      limit: 10,
      before: null,
    });
    const times = { queued_at_ms: 1_795_428_063_871, stored_at_ms: expect.any(Number) as number };
    expect(page.orders).toEqual([{ kind: "valid", value: { ...anOrder(), ...times } }]);
  });

  it("Persist reports only the message whose order could not be stored", async () => {
    const { Records } = (await captured("persist")) as { Records: [{ messageId: string }] };
    const unreadable = { ...Records[0], messageId: "unreadable", body: "not JSON" };
    const [invocation] = await invoke(feature, "Persist", [{ Records: [Records[0], unreadable] }], {
      ...host.elsewhere,
      TABLE_WORKFLOW_ORDERS: "no-such-table",
    });
    expect(invocation?.result).toEqual({
      batchItemFailures: [{ itemIdentifier: Records[0].messageId }],
    });
  });

  it.each([
    ["Persist", "Persist"],
    ["Record", "Record"],
    ["Notify", "Notify"],
    ["Generate", "Generate"],
    ["RedriveParked", "Project"],
  ] as const)("%s parks a message that no retry can handle", async (name, queue) => {
    const poison = { Records: [{ messageId: "a", body: "not JSON", attributes: {} }] };
    const { result } = last(await host.run(name, poison));
    expect(result).toEqual({ batchItemFailures: [] });
    const parked = host.asked.get(name)?.findLast(({ action }) => action === "sqs:SendMessage");
    expect(parked?.resource).toContain(`${queue}DeadLetters`);
  });

  it("Project projects a new order onto its workflow and ignores an expired one", async () => {
    await host.stores.workflows.create(aWorkflow());
    const { result } = last(await host.run("Project", await captured("project")));
    expect(result).toEqual({ batchItemFailures: [] });
    const stored = await host.stores.workflows.read(aWorkflow().id);
    expect(stored).toMatchObject({ kind: "valid", value: { last_order: { placed_at: TICK } } });
  });

  it("Project derives the last order when the stream removes it", async () => {
    const event = (await captured("project")) as { Records: [object, object] };
    const removal = { ...event.Records[0], eventName: "REMOVE" };
    const { result } = last(await host.run("Project", { Records: [removal] }));
    expect(result).toEqual({ batchItemFailures: [] });
    const asked = host.asked.get("Project") ?? [];
    expect(asked.map(({ action }) => action)).toContain("dynamodb:Query");
  });

  it("RedriveParked derives the workflows of a parked batch", async () => {
    await forgetLastOrder(host);
    const { result, log } = last(await host.run("RedriveParked", await captured("redrive-parked")));
    expect(result).toEqual({ batchItemFailures: [] });
    expect(log).toContain('"message":"derived from a parked batch"');
    const stored = await host.stores.workflows.read(aWorkflow().id);
    expect(stored).toMatchObject({ value: { last_order: { placed_at: TICK } } });
  });

  it("RedriveParked lists the orders of the batch that are there, and no others", async () => {
    const projections = projectionStore(host);
    const key = { workflow_id: aWorkflow().id, placed_at: TICK };
    const redrive = async () => host.run("RedriveParked", await captured("redrive-parked"));
    await projections.removeSignal(key);
    await redrive();
    expect(await projections.readSignals([key])).toHaveLength(1);
    const TableName = host.names.workflow_orders;
    await host.documents.send(new DeleteCommand({ TableName, Key: key }));
    await redrive();
    expect(await projections.readSignals([key])).toHaveLength(0);
    await host.stores.orders.put(anOrder());
    await redrive();
  });

  it("Record stores what a run decided", async () => {
    const { result } = last(await host.run("Record", await captured("record-decided")));
    expect(result).toEqual({ batchItemFailures: [] });
    const { documents, names } = host;
    expect(await decisionStore({ documents, names }).read(TICK)).toMatchObject([
      { workflow_id: aWorkflow().id, outcome: "signal", value: 7_991.25, episode: TICK },
      { outcome: "skipped", reason: "market unavailable", value: null },
    ]);
  });

  it("Record projects a score onto its workflow", async () => {
    const { result } = last(await host.run("Record", await captured("record-scored")));
    expect(result).toEqual({ batchItemFailures: [] });
    expect(await host.stores.workflows.read(aWorkflow().id)).toMatchObject({
      value: { score: { scored_to: TICK, signals: 14, worst_points: { value: -41, of: 12 } } },
    });
  });

  it("Record stores a run", async () => {
    const { result } = last(await host.run("Record", await captured("record")));
    expect(result).toEqual({ batchItemFailures: [] });
    const put = host.asked.get("Record")?.findLast(({ action }) => action === "dynamodb:PutItem");
    expect(put?.body).toContain(String(TICK));
  });

  it("Generate evaluates on live candles, emits its signals and counts the run", async () => {
    const {
      trigger,
      conditions: [any],
    } = aDraft();
    for (const direction of ["above", "below"] as const) {
      await host.stores.workflows.create({
        ...aWorkflow(),
        id: crypto.randomUUID(),
        name: `BTC ${direction}`,
        index: "BTCUSDT",
        cfd: "BTCUSDT",
        conditions: [{ ...any, close: { direction, ut: "h1", spread: 1e9 } }],
        trigger: { ...trigger, location: direction === "above" ? "higher" : "lower" },
      });
    }
    const tick = nowSeconds() - 60;
    await episodeCutStore(host).put(aNotedCut(tick - 60));
    const event = { ...(await captured("generate")), tick: new Date(tick * 1_000).toISOString() };
    const [scheduled] = await host.run("Generate", event);
    expect(scheduled?.error).toBeNull();
    expect(scheduled?.result).toMatchObject({ kind: "completed", run: { tick } });
    const published = host.asked
      .get("Generate")
      ?.filter(({ action }) => action === "events:PutEvents");
    const bodies = published?.map(({ body }) => body).join("\n") ?? "";
    expect(bodies).toContain('"DetailType":"OrderSignal"');
    expect(bodies).toContain('"DetailType":"RunCompleted"');
    expect(bodies).toContain('"DetailType":"EpisodeEnded"');
    expect(scheduled?.log).toMatch(/^\{"_aws":\{"Timestamp":\d+,"CloudWatchMetrics"/m);
    expect(scheduled?.log).toContain('"Stage":"feature"');
  });

  it("Generate runs a dead tick that comes back through its queue", async () => {
    const tick = new Date((nowSeconds() - 30) * 1_000).toISOString();
    const text = JSON.stringify(await captured("generate-queued"));
    const event = JSON.parse(text.replace("2026-11-23T10:01:00Z", tick)) as unknown;
    const before = host.asked.get("Generate")?.length ?? 0;
    const { result } = last(await host.run("Generate", event));
    expect(result).toEqual({ batchItemFailures: [] });
    const actions = host.asked
      .get("Generate")
      ?.slice(before)
      .map(({ action }) => action);
    expect(actions).toContain("events:PutEvents");
  });

  it("Generate parks a dead tick that is too old to be evaluated", async () => {
    const { result } = last(await host.run("Generate", await captured("generate-queued")));
    expect(result).toEqual({ batchItemFailures: [] });
    const parked = host.asked.get("Generate")?.at(-1);
    expect(parked?.resource).toContain("GenerateDeadLetters");
    expect(parked?.body).toMatch(/missed: \d+ seconds late/);
  });

  it("Generate reports a tick that came too late as missed", async () => {
    const { result } = last(
      await host.run("Generate", {
        ...(await captured("generate")),
        tick: "2026-01-05T10:01:00Z",
      }),
    );
    expect(result).toMatchObject({ kind: "missed" });
  });

  it("Notify sends each kind of event to Slack once, with the token of Parameter Store", async () => {
    const event = await captured("notify");
    const answers = await host.run("Notify", event, event);
    expect(answers.map(({ result }) => result)).toEqual([
      { batchItemFailures: [] },
      { batchItemFailures: [] },
    ]);
    expect(host.slack.heard).toEqual(Array(5).fill(`Bearer ${SECRETS.SlackBotToken}`));
  });

  it("Notify defers a message when Slack limits the rate", async () => {
    host.slack.status = 429;
    host.slack.body = '{"ok":false,"error":"ratelimited"}';
    const event = JSON.parse(
      JSON.stringify(await captured("notify")).replaceAll(String(TICK), String(TICK + 1_800)),
    ) as unknown;
    const { result } = last(await host.run("Notify", event));
    expect(result).toEqual({ batchItemFailures: [] });
    const deferred = host.asked
      .get("Notify")
      ?.findLast(({ action }) => action === "sqs:SendMessage");
    expect(deferred?.resource).toContain("NotifyQueue");
    expect(deferred?.body).toMatch(/"DelaySeconds":\d+/);
  });

  it("WatchRuns reports each missed run once, in spite of retries", async () => {
    await host.stores.runs.put(aRun({ tick: tickAtOrBefore(nowSeconds()) - 7_200 }));
    host.aws.refuse.add("events:PutEvents");
    const event = await captured("scheduled");
    expect(last(await host.run("WatchRuns", event)).error).toContain("were not accepted");
    host.aws.refuse.clear();
    const [reporting, silent] = await host.run("WatchRuns", event, event);
    expect(reporting?.result).not.toEqual([]);
    expect(silent?.result).toEqual([]);
    const bodies = host.asked.get("WatchRuns")?.map(({ body }) => body);
    expect(bodies?.join("")).toContain('"DetailType":"RunMissed"');
  });

  it("Review scores the workflows and summarizes a session once, and retries when the bus rejects its events", async () => {
    const { documents, names } = host;
    const { from } = lastSessionDay("always", nowSeconds());
    await decisionStore({ documents, names }).put(decidedAt(tickAfter(from)));
    host.aws.refuse.add("events:PutEvents");
    const event = await captured("scheduled");
    expect(last(await host.run("Review", event)).error).toContain("were not accepted");
    host.aws.refuse.clear();
    const refused = host.asked.get("Review")?.length;
    const [scored, again] = await host.run("Review", event, event);
    expect(scored?.result).toMatchObject({ kind: "reviewed" });
    expect(again?.result).toEqual({ kind: "nothing_to_do" });
    const asked = (host.asked.get("Review") ?? []).slice(refused);
    expect(asked.filter(({ body }) => body.includes("DaySummarized"))).toHaveLength(1);
  });
});

/** Known to the market. */
const BITCOIN = { index: "BTCUSDT", cfd: "BTCUSDT" };

describe("the API, from its bundles and through the gateway's events,", () => {
  it("Api lists, creates, edits and deletes, and serves orders and charts", async () => {
    const order = anOrder({ placed_at: nowSeconds() - 60 });
    await host.stores.orders.put(order);
    const answers = await host.run(
      "Api",
      await gatewayRequest("GET", "/workflows"),
      await gatewayRequest("POST", "/workflows", aDraft({ ...BITCOIN, name: "Made by the page" })),
      await gatewayRequest("GET", `/workflows/${aWorkflow().id}/orders?limit=5`),
      await gatewayRequest("GET", "/orders"),
      await gatewayRequest("GET", "/asset?code=BTCUSDT"),
      await gatewayRequest("GET", `/orders/${order.id}`),
      await gatewayRequest("GET", "/signals"),
    );
    expect(answers.map((answer) => answerOf(answer).status)).toEqual([
      200, 201, 200, 200, 200, 200, 200,
    ]);
    const created = JSON.parse(answerOf(answers[1] as Invocation).text) as { id: string };
    const at = `/workflows/${created.id}`;
    const edits = await host.run(
      "Api",
      Object.assign(
        (await gatewayRequest("PUT", at, aDraft({ ...BITCOIN, name: "Renamed" }))) as object,
        {
          headers: { "content-type": "application/json", "if-match": '"1"' },
        },
      ),
      Object.assign((await gatewayRequest("DELETE", at)) as object, {
        headers: { "if-match": '"2"' },
      }),
    );
    expect(edits.map((answer) => answerOf(answer).status)).toEqual([200, 204]);
  });

  it("Api publishes the end of the episode of a workflow that it deletes", async () => {
    const workflow = anOpenEpisode();
    await host.stores.workflows.create(workflow);
    const request = await gatewayRequest("DELETE", `/workflows/${workflow.id}`);
    expect(answerOf(last(await host.run("Api", request))).status).toBe(204);
    expect(JSON.stringify(host.asked.get("Api"))).toContain("EpisodeEnded");
  });

  it("Operations serves the status, runs and pauses", async () => {
    const answers = await host.run(
      "Operations",
      await gatewayRequest("GET", "/status"),
      await gatewayRequest("GET", "/health"),
      await gatewayRequest("POST", "/runs", { by: "smoke" }),
      await gatewayRequest("POST", "/pause", { by: "smoke" }),
      await gatewayRequest("POST", "/resume", { by: "smoke" }),
    );
    const [status, health, ...others] = answers.map(answerOf);
    expect(JSON.parse(status?.text ?? "")).toMatchObject({
      market: { name: "binance", simulated: false },
      stream: { iterator_age_ms: 1_234, parked: 1 },
      problems: expect.arrayContaining(["notify has 1 dead letter"]),
    });
    // Every queue in this host has a dead letter.
    expect(health).toEqual({ status: 503, text: '{"ok":false}' });
    expect(others.map((answer) => answer.status)).toEqual([200, 200, 200]);
  });

  it("Operations rebuilds the workflows, and the list of signals both ways", async () => {
    await forgetLastOrder(host);
    const projections = projectionStore(host);
    const stray = anOrder({ placed_at: TICK + 7 });
    await projections.removeSignal({ workflow_id: aWorkflow().id, placed_at: TICK });
    await projections.putSignal(signalRowOf(stray));
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const request = await gatewayRequest("POST", "/rebuild", cursor === null ? {} : { cursor });
      const page = rebuildPageSchema.parse(
        JSON.parse(answerOf(last(await host.run("Operations", request))).text),
      );
      found.push(...page.differences.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(found).toEqual(
      expect.arrayContaining([aWorkflow().id, `${aWorkflow().id}.${TICK}`, stray.id]),
    );
  });

  it("Operations shows and redrives every queue", async () => {
    const requests: unknown[] = [];
    for (const queue of ["generate", "notify", "persist", "record", "project"]) {
      requests.push(await gatewayRequest("GET", `/dead-letters/${queue}`));
      requests.push(await gatewayRequest("POST", `/dead-letters/${queue}/redrive`));
    }
    const answers = (await host.run("Operations", ...requests)).map(answerOf);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(JSON.parse(answers[1]?.text ?? "")).toEqual({ queue: "generate", redriven: 1 });
  });

  it("Operations traces a signal through its run, order, projection, receipts and queues", async () => {
    const order = anOrder({ placed_at: nowSeconds() - 90 });
    await host.stores.orders.put(order);
    const [known, silent] = (
      await host.run(
        "Operations",
        await gatewayRequest("GET", `/orders/${order.id}/trace`),
        await gatewayRequest("GET", `/orders/${signalId(aWorkflow().id, TICK + 1_800)}/trace`),
      )
    ).map(answerOf);
    const hops = (answer: typeof known) =>
      (JSON.parse(answer?.text ?? "") as Trace).hops.map(({ hop, state }) => `${hop} ${state}`);
    expect(hops(known).slice(0, 4)).toEqual(
      ["evaluated", "emitted", "queued", "stored"].map((hop) => `${hop} done`),
    );
    expect(hops(silent)[0]).toMatch(/^evaluated (stopped|waiting)$/);
  });

  it("Files imports and exports workflows", async () => {
    await host.stores.workflows.create(anOpenEpisode());
    const [exported] = (await host.run("Files", await gatewayRequest("GET", "/export"))).map(
      answerOf,
    );
    expect(exported?.status).toBe(200);
    const file = (exported?.text ?? "")
      // Under an id that does not exist: this is how a deleted workflow is restored.
      .replace(/"[^"]+"(\n +name: "BTC) above/, `"${crypto.randomUUID()}"$1 from a file`)
      .replace(/(name: "?In an episode"?\n[^-]*?enable: )true/, "$1false")
      .replaceAll("quantity: 0.5", "quantity: 0.75");
    const [imported] = (await host.run("Files", await gatewayRequest("POST", "/import", file))).map(
      answerOf,
    );
    expect(imported).toMatchObject({ status: 200 });
    expect(JSON.parse(imported?.text ?? "")).toMatchObject({ created: 1, updated: 3 });
    expect(JSON.stringify(host.asked.get("Files"))).toContain("EpisodeEnded");
  });

  it("Operations describes what all of them serve", async () => {
    const [described] = (
      await host.run("Operations", await gatewayRequest("GET", "/openapi.json"))
    ).map(answerOf);
    const { paths } = JSON.parse(described?.text ?? "") as { paths: object };
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(["/workflows", "/import", "/health"]),
    );
  });
});

describe("after all of these invocations", () => {
  /** Of each function: the rights that it used, and those that it has. */
  const rights = () =>
    [...host.asked].map(([name, calls]) => ({
      name,
      used: new Set(
        calls.map((call) => `${call.action} on ${logicalName(feature, call.resource)}`),
      ),
      granted: new Set(pairsOf(grantsOf(feature, `${name}Role`).statements)),
    }));

  it("no function made a request without permission", () => {
    const refused = rights().flatMap(({ name, used, granted }) =>
      [...used].filter((pair) => !granted.has(pair)).map((pair) => `${name}: ${pair}`),
    );
    expect(refused).toEqual([]);
    expect(host.asked.size).toBe(11);
  });

  it("every permission was used", () => {
    const unused = rights().flatMap(({ name, used, granted }) =>
      [...granted]
        .filter((pair) => !used.has(pair) && !ASKED_BY_LAMBDA.test(pair))
        .map((pair) => `${name}: ${pair}`),
    );
    expect(unused).toEqual([]);
  });

  it("no secret is in a log line, an answer, an error or an event", () => {
    const events = [...host.asked.values()].flat().map(({ body }) => body);
    const everything = [...host.said, ...events].join("\n");
    expect(everything.length).toBeGreaterThan(10_000);
    for (const secret of Object.values(SECRETS)) expect(everything).not.toContain(secret);
  });
});
