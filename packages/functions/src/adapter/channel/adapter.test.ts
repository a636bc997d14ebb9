import { startTestServer, type TestServer } from "@bellwether/markets/testing";
import { afterEach, describe, expect, it } from "vitest";
import { aMessage } from "../../testing/sample.ts";
import { slack } from "../slack/adapter.ts";

let server: TestServer | null = null;
afterEach(() => server?.close());

/** The service answers `error` to every token but `valid`; the function has sent nothing yet. */
async function given({ error, valid }: { error: string; valid: string }) {
  const service = { valid };
  const started = await startTestServer(({ headers }) => ({
    status: 200,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(
      headers.authorization === `Bearer ${service.valid}` ? { ok: true } : { ok: false, error },
    ),
  }));
  server = started;
  const parameter = { value: "xoxb-old", reads: 0 };
  const { post } = slack.open(async () => {
    parameter.reads += 1;
    return { SLACK_BOT_TOKEN: parameter.value, SLACK_API_URL: `${started.url}/api/` };
  });
  return { service, requests: started.requests, parameter, post };
}

describe("a channel's secret", () => {
  it.each(["invalid_auth", "token_revoked", "account_inactive"])(
    "is used by a warm function after a rotation (%s) without a deployment, with one more read",
    async (error) => {
      const { service, parameter, post } = await given({ error, valid: "xoxb-old" });
      await post(aMessage());
      service.valid = "xoxb-new";
      parameter.value = "xoxb-new";
      await post(aMessage());
      await post(aMessage());
      expect(parameter.reads).toBe(2);
    },
  );

  it("parks the message when it is rejected and unchanged", async () => {
    const { requests, post } = await given({ error: "invalid_auth", valid: "xoxb-new" });
    await expect(post(aMessage())).rejects.toMatchObject({
      code: "unauthorized",
      retryable: false,
    });
    expect(requests).toHaveLength(1);
  });

  it("is not read again for a channel that does not exist", async () => {
    const { parameter, post } = await given({ error: "channel_not_found", valid: "none" });
    await expect(post(aMessage())).rejects.toMatchObject({ code: "refused" });
    expect(parameter.reads).toBe(1);
  });

  it("keeps the message while it cannot be read or used", async () => {
    const { requests, parameter, post } = await given({ error: "invalid_auth", valid: "xoxb-new" });
    parameter.value = "not a token";
    const error = await post(aMessage()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "unavailable", retryable: true });
    expect(String(error)).toContain("SLACK_BOT_TOKEN must be a Slack token");
    expect(String(error)).not.toContain("not a token");
    expect(requests).toEqual([]);
    parameter.value = "xoxb-new";
    await post(aMessage());
  });
});
