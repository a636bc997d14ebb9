import { PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { documentClient, dynamoClient } from "@bellwether/functions/adapter/dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { embeddedRequestHandler } from "./request-handler.ts";
import { watchWrites } from "./write-watch.ts";

const FULL = { error_type: "InternalServerError", message: "database or disk is full" };
const REFUSED = { error_type: "ConditionalCheckFailedException", message: "there is one" };

describe("failing writes to a full disk", () => {
  let answer: object | null;
  let problem: () => string | null;
  let put: () => Promise<unknown>;
  let read: () => Promise<unknown>;
  beforeEach(() => {
    answer = null;
    const requestHandler = embeddedRequestHandler(async (operation) =>
      answer !== null && operation === "put_item"
        ? { isError: true, text: JSON.stringify(answer) }
        : { isError: false, text: "{}" },
    );
    const documents = documentClient(dynamoClient({ requestHandler }));
    problem = watchWrites(documents);
    put = () => documents.send(new PutCommand({ TableName: "orders", Item: { id: "a" } }));
    read = () => documents.send(new ScanCommand({ TableName: "orders" }));
  });

  it("are a problem of the status until a write succeeds, even if reads succeed", async () => {
    await put();
    expect(problem()).toBeNull();
    answer = FULL;
    await expect(put()).rejects.toThrow("full");
    await read();
    expect(problem()).toBe("the database rejects writes: database or disk is full");
    answer = null;
    await put();
    expect(problem()).toBeNull();
  });

  it("do not include requests that the database rejected", async () => {
    answer = REFUSED;
    await expect(put()).rejects.toThrow("there is one");
    expect(problem()).toBeNull();
  });
});
