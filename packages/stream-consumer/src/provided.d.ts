import "vitest";

declare module "vitest" {
  export interface ProvidedContext {
    /** Endpoint of a real DynamoDB. Use unique table names: nothing is removed between tests. */
    dynamodbEndpoint: string;
  }
}
