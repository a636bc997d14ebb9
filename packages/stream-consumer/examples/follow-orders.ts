import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import {
  CHECKPOINT_TABLE,
  dynamoCheckpointStore,
  dynamoStreamClient,
  processRuntime,
  streamConsumer,
} from "@bellwether/stream-consumer";

const config = {
  // A local engine, for example DynamoDB Local; leave these three out on AWS.
  endpoint: process.env["DYNAMODB_ENDPOINT"] ?? "http://127.0.0.1:8000",
  region: "local",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
  requestHandler: { requestTimeout: 10_000, throwOnRequestTimeout: true },
};
const dynamo = new DynamoDBClient(config);
const streams = new DynamoDBStreamsClient(config);
const documents = DynamoDBDocumentClient.from(dynamo);
const orders = `orders-${process.pid}`;
const checkpoints = `checkpoints-${process.pid}`;

await dynamo.send(
  new CreateTableCommand({
    TableName: orders,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
  }),
);
await dynamo.send(
  new CreateTableCommand({
    TableName: checkpoints,
    BillingMode: "PAY_PER_REQUEST",
    ...CHECKPOINT_TABLE,
  }),
);

const consumer = streamConsumer(
  {
    ...processRuntime,
    client: dynamoStreamClient(streams),
    checkpoints: dynamoCheckpointStore({ documents, table: checkpoints }),
    async handler({ Records }) {
      for (const { eventName, dynamodb } of Records) {
        console.log(eventName, dynamodb?.NewImage?.["id"]?.S, dynamodb?.NewImage?.["price"]?.N);
      }
    },
    // Keep what no retry could handle, bodies included: a queue, a table, a file.
    park: async (records, reason) => console.error("parked", records, reason),
    // Restore what may be missing: derive your state from the table instead of its changes.
    recover: async (gap) => console.error("may be incomplete", gap.kind),
    observe: () => {},
  },
  { table: orders, owner: `process ${process.pid}` },
);

consumer.start();
await documents.send(new PutCommand({ TableName: orders, Item: { id: "a", price: 7983 } }));
await documents.send(new PutCommand({ TableName: orders, Item: { id: "b", price: 7991.5 } }));
await consumer.caughtUp();
await consumer.stop();
dynamo.destroy();
streams.destroy();
