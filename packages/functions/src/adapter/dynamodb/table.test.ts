import { randomUUID } from "node:crypto";
import { DescribeTableCommand, DescribeTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, describe, expect, inject, it } from "vitest";
import { dynamoClient } from "./client.ts";
import { createTables } from "./table.ts";
import { tableNames } from "./table-definition.ts";

describe("the tables", () => {
  const client = dynamoClient({ endpoint: inject("dynamodbEndpoint") });
  const names = tableNames(`${randomUUID()}-`);
  afterAll(() => client.destroy());

  it("are created once, even by repeated and concurrent requests", async () => {
    await createTables(client, names);
    await createTables(client, names);
    const { Table } = await client.send(
      new DescribeTableCommand({ TableName: names.workflow_orders }),
    );
    expect(Table?.StreamSpecification?.StreamViewType).toBe("NEW_AND_OLD_IMAGES");
    expect(Table?.BillingModeSummary?.BillingMode).toBe("PAY_PER_REQUEST");
    const { TimeToLiveDescription } = await client.send(
      new DescribeTimeToLiveCommand({ TableName: names.workflow_orders }),
    );
    expect(TimeToLiveDescription?.AttributeName).toBe("ttl");
  });
});
