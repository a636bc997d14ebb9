import "vitest";

declare module "vitest" {
  export interface ProvidedContext {
    /** A real DynamoDB wire endpoint. Use unique table names: nothing is cleaned in between. */
    dynamodbEndpoint: string;
  }
}
