import { request } from "node:http";
import { tmpdir } from "node:os";
import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from "@aws-sdk/client-eventbridge";
import { ROUTES } from "@bellwether/core/signal";
import { connectionOptions } from "@bellwether/functions/adapter/dynamodb";
import { eventBridgePublish } from "@bellwether/functions/adapter/eventbridge";
import { aRun, aSignal } from "@bellwether/functions/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BUS_PATH, type RunningServer, startServer } from "../server/server.ts";
import { BUS_NAME, localBus, type Routed } from "./bus.ts";

const systemNow = () => 1_795_428_060_000;

describe("the bus, over the wire", () => {
  let queued: Routed[];
  let refusals: number;
  let server: RunningServer;
  let client: EventBridgeClient;
  beforeEach(async () => {
    queued = [];
    refusals = 0;
    let ids = 0;
    const newId = () => `event-${(ids += 1)}`;
    const bus = localBus(
      {
        newId,
        systemNow,
        async send(messages) {
          if (refusals > 0) {
            refusals -= 1;
            throw new Error("the queues are not writable");
          }
          queued.push(...messages);
        },
      },
      ROUTES,
    );
    server = await startServer(
      { bus, newId, systemNow, pageFolder: tmpdir(), api: async () => ({ statusCode: 404 }) },
      { host: "127.0.0.1", port: 0, token: null },
    );
    client = new EventBridgeClient({
      ...connectionOptions({ endpoint: `${server.url}${BUS_PATH}` }),
      maxAttempts: 1,
    });
  });
  afterEach(async () => {
    client.destroy();
    await server.stop();
  });

  const put = (...Entries: PutEventsRequestEntry[]) =>
    client.send(new PutEventsCommand({ Entries }));

  it("puts a signal into the queue of each consumer before it answers", async () => {
    const answer = await put(signalEntry());
    expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: "event-1" }] });
    expect(queued.map(({ queue }) => queue)).toEqual(["notify", "persist"]);
    expect(JSON.parse(queued[0]?.body ?? "")).toEqual({
      version: "0",
      id: "event-1",
      "detail-type": "OrderSignal",
      source: "bellwether.engine",
      account: "000000000000",
      time: "2026-11-23T10:01:00Z",
      region: "local",
      resources: [],
      detail: aSignal(),
    });
  });

  it("tells the trader of a run only when something failed in it", async () => {
    await put(entry("RunCompleted", aRun({ failed: 0 })));
    expect(queued.map(({ queue }) => queue)).toEqual(["record"]);
    await put(entry("RunCompleted", aRun({ failed: 1 })));
    expect(queued.map(({ queue }) => queue)).toEqual(["record", "notify", "record"]);
  });

  it("answers in the order of the request, each entry by itself", async () => {
    const answer = await put(
      signalEntry(),
      { ...signalEntry(), Detail: "[1]" },
      { ...signalEntry(), Source: "aws.ec2" },
      { ...signalEntry(), EventBusName: "another" },
      { ...signalEntry(), DetailType: "" },
      entry("Unknown", {}),
    );
    expect(answer.FailedEntryCount).toBe(4);
    expect(answer.Entries?.map(({ EventId, ErrorCode }) => ErrorCode ?? EventId)).toEqual([
      "event-1",
      "MalformedDetail",
      "NotAuthorizedForSourceException",
      "InvalidArgument",
      "InvalidArgument",
      "event-2",
    ]);
    expect(queued).toHaveLength(2);
  });

  it("refuses the whole call of more than ten entries, or of none", async () => {
    const eleven = Array.from({ length: 11 }, () => signalEntry());
    await expect(put(...eleven)).rejects.toMatchObject({ name: "ValidationException" });
    await expect(put()).rejects.toMatchObject({ name: "ValidationException" });
    expect(queued).toEqual([]);
  });

  it("refuses the whole call of more than 256 KiB, and takes exactly that", async () => {
    const fixed = 14 + "bellwether.engine".length + "OrderSignal".length + '{"a":""}'.length;
    const sized = (bytes: number) => ({
      ...signalEntry(),
      Detail: `{"a":"${"é".repeat((bytes - fixed) / 2)}"}`,
    });
    expect(fixed % 2).toBe(0);
    await expect(put(sized(262_146))).rejects.toMatchObject({ name: "ValidationException" });
    const resources = { ...sized(262_144), Resources: ["arn:1"] };
    await expect(put(resources)).rejects.toMatchObject({ name: "ValidationException" });
    expect(await put(sized(262_144))).toMatchObject({ FailedEntryCount: 0 });
  });

  it("answers InternalException while the queues are not writable, and the publisher tries again", async () => {
    refusals = 1;
    await expect(put(signalEntry())).rejects.toMatchObject({
      name: "InternalException",
      $metadata: { httpStatusCode: 500 },
    });
    refusals = 2;
    const publish = eventBridgePublish({
      client,
      busName: BUS_NAME,
      sleep: async () => {},
      random: () => 0.5,
    });
    await publish([{ type: "OrderSignal", detail: aSignal() }]);
    expect(queued.map(({ queue }) => queue)).toEqual(["notify", "persist"]);
  });

  it.each([
    ["a host that is not ours, as after DNS rebinding", { host: "elsewhere.example" }, 421],
    ["a foreign origin", { origin: "http://elsewhere.example" }, 403],
  ])("takes nothing from %s", async (_, headers, status) => {
    const answer = await posted(`${server.url}${BUS_PATH}/`, {
      headers: { "x-amz-target": "AWSEvents.PutEvents", ...headers },
      body: JSON.stringify({ Entries: [{ ...signalEntry(), Time: 1 }] }),
    });
    expect(answer).toBe(status);
    expect(queued).toEqual([]);
  });

  it("serves PutEvents and nothing else", async () => {
    const answer = await fetch(`${server.url}${BUS_PATH}/`, {
      method: "POST",
      headers: { "x-amz-target": "AWSEvents.PutRule" },
      body: "{}",
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ __type: "UnknownOperationException" });
  });
});

/** The status of the answer. `fetch` would not send another host's name. */
function posted(
  url: string,
  { headers, body }: { readonly headers: Record<string, string>; readonly body: string },
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.once("error", reject);
    sent.end(body);
  });
}

function signalEntry(): PutEventsRequestEntry {
  return entry("OrderSignal", aSignal());
}

function entry(DetailType: string, detail: object): PutEventsRequestEntry {
  return {
    EventBusName: BUS_NAME,
    Source: "bellwether.engine",
    DetailType,
    Time: new Date("2026-11-23T10:01:00Z"),
    Detail: JSON.stringify(detail),
  };
}
