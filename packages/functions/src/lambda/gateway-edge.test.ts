import { problemSchema } from "@bellwether/core/api";
import { describe, expect, it } from "vitest";
import { apiHarness } from "../api/api-harness.ts";
import { fromGateway } from "./gateway-edge.ts";

describe("a web application as a Lambda function", () => {
  it("answers an API Gateway event", async () => {
    const { app } = apiHarness();
    const event = {
      version: "2.0",
      routeKey: "$default",
      rawPath: "/api/workflow/workflows",
      rawQueryString: "limit=0",
      headers: { accept: "application/json" },
      isBase64Encoded: false,
      requestContext: {
        accountId: "0",
        apiId: "a",
        domainName: "example.org",
        domainPrefix: "a",
        http: { method: "GET", path: "/", protocol: "HTTP/1.1", sourceIp: "", userAgent: "" },
        requestId: "r",
        routeKey: "$default",
        stage: "$default",
        time: "",
        timeEpoch: 0,
      },
    };
    const answer = await fromGateway(app)(event);
    expect(answer.statusCode).toBe(400);
    expect(problemSchema.parse(JSON.parse(answer.body ?? "")).errors?.[0]?.field).toBe("limit");
  });
});
