import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { dynamoStreamClient } from "./stream-client.ts";

describe("the client of a stream", () => {
  let server: Server;
  let requests: number;
  beforeEach(async () => {
    requests = 0;
    server = createServer(() => {
      requests += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });
  afterEach(async () => {
    vi.useRealTimers();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it("gives up after a few attempts when a call is never answered", async () => {
    const { port } = server.address() as AddressInfo;
    const streams = new DynamoDBStreamsClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: "local",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      requestHandler: { requestTimeout: 10_000, throwOnRequestTimeout: true },
    });
    const outcome: unknown[] = [];
    void dynamoStreamClient(streams)
      .listStreams("orders")
      .catch((error: unknown) => outcome.push(error));
    while (outcome.length === 0) {
      await vi.advanceTimersByTimeAsync(1_000);
      // The sockets need real time.
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(outcome).toMatchObject([{ name: "StreamError", code: "unavailable" }]);
    expect(requests).toBeGreaterThan(1);
    streams.destroy();
  });
});
