import { afterAll, inject } from "vitest";
import { dynamoStoreContracts } from "../../testing/dynamo-store-contracts.ts";
import { dynamoClient } from "./client.ts";

const client = dynamoClient({ endpoint: inject("dynamodbEndpoint") });
afterAll(() => client.destroy());

dynamoStoreContracts(client);
