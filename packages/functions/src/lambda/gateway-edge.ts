import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { Hono } from "hono";
import { handle } from "hono/aws-lambda";

/** A function behind API Gateway (HTTP API, payload 2.0). */
export type GatewayFunction = (
  event: APIGatewayProxyEventV2,
) => Promise<APIGatewayProxyStructuredResultV2>;

/** A web application as a function behind API Gateway. */
export function fromGateway(app: Hono): GatewayFunction {
  // Hono's types of the event ask for fields that it never reads and AWS may leave out.
  return handle(app) as GatewayFunction;
}
