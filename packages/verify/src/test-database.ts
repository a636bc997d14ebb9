import { startDatabaseServer } from "@bellwether/local/testing";
import type { TestProject } from "vitest/node";

/** One database for all storage tests: the embedded one, or the one at DYNAMODB_ENDPOINT. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const named = process.env["DYNAMODB_ENDPOINT"];
  if (named !== undefined && named !== "") {
    project.provide("dynamodbEndpoint", named);
    return async () => {};
  }
  const database = await startDatabaseServer({ file: null });
  project.provide("dynamodbEndpoint", database.endpoint);
  return database.stop;
}
