import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DescribeTableCommand, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { StoreError } from "@bellwether/core/store";
import { describe, expect, inject, it } from "vitest";
import { dynamoClient } from "./client.ts";
import { orStoreError, storeError } from "./store-error.ts";

const named = (name: string, fields: object = {}) =>
  Object.assign(new Error("no"), { name, ...fields });

describe("a store error", () => {
  it.each([
    ["throttled", named("ProvisionedThroughputExceededException")],
    ["throttled by the account", named("ThrottlingException")],
    ["a server error", named("Unknown", { $metadata: { httpStatusCode: 503 } })],
    ["a socket that closed", named("Error", { code: "ECONNRESET" })],
    ["a request that took too long", named("TimeoutError")],
    ["another transaction on the item", named("TransactionConflictException")],
    [
      "a transaction that met another",
      named("TransactionCanceledException", {
        CancellationReasons: [{ Code: "None" }, { Code: "TransactionConflict" }],
      }),
    ],
  ])("is retryable: %s", (_, cause) => {
    expect(storeError(cause)).toMatchObject({ code: "unavailable", retryable: true, cause });
  });

  it.each([
    ["an invalid request", named("ValidationException", { $metadata: { httpStatusCode: 400 } })],
    ["no permission", named("AccessDeniedException")],
    ["no such table", named("ResourceNotFoundException")],
    ["something that is no error", "text"],
  ])("is not retryable: %s", (_, cause) => {
    expect(storeError(cause)).toMatchObject({ code: "refused", retryable: false, cause });
  });

  it("is passed on unchanged", () => {
    const error = new StoreError("refused", "no", { retryable: false });
    expect(storeError(error)).toBe(error);
  });

  it("is retryable when there is no server", async () => {
    const deaf = dynamoClient({ endpoint: "http://127.0.0.1:9" });
    await expect(orStoreError(deaf.send(new ListTablesCommand({})))).rejects.toMatchObject({
      name: "StoreError",
      retryable: true,
    });
    deaf.destroy();
  });

  it("is retryable when the server never answers, after one request", async () => {
    let asked = 0;
    const server = createServer(() => (asked += 1));
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const { port } = server.address() as AddressInfo;
    const client = dynamoClient({ endpoint: `http://127.0.0.1:${port}` });
    await expect(orStoreError(client.send(new ListTablesCommand({})))).rejects.toMatchObject({
      code: "unavailable",
      retryable: true,
    });
    // Three times would be more than the five seconds that the API has.
    expect(asked).toBe(1);
    client.destroy();
    server.closeAllConnections();
    server.close();
  });

  it("is final when the database rejects the request", async () => {
    const client = dynamoClient({ endpoint: inject("dynamodbEndpoint") });
    await expect(
      orStoreError(client.send(new DescribeTableCommand({ TableName: "no-such-table" }))),
    ).rejects.toMatchObject({ name: "StoreError", retryable: false });
    client.destroy();
  });
});
