import { startTestServer, type TestServer } from "@bellwether/markets/testing";
import { afterEach, describe, expect, it } from "vitest";
import { keptSecret } from "../ssm/secret.ts";
import { slackWithSecret } from "./secret-token.ts";

const MESSAGE = { room: "#workflows", text: "hello" };

let server: TestServer | null = null;
afterEach(() => server?.close());

/** Slack answers `error` to every token but `valid`; the function has sent nothing yet. */
async function given({ error, valid }: { error: string; valid: string }) {
  const slack = { valid };
  const started = await startTestServer(({ headers }) => ({
    status: 200,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(
      headers.authorization === `Bearer ${slack.valid}` ? { ok: true } : { ok: false, error },
    ),
  }));
  server = started;
  const parameter = { value: "xoxb-old", reads: 0 };
  const token = keptSecret(async () => {
    parameter.reads += 1;
    return parameter.value;
  });
  const { post } = slackWithSecret(token, { apiUrl: `${started.url}/api/` });
  return { slack, requests: started.requests, parameter, post };
}

describe("Slack's token", () => {
  it.each(["invalid_auth", "token_revoked", "account_inactive"])(
    "that is rotated (%s) reaches a warm function without a deployment, after one more read",
    async (error) => {
      const { slack, parameter, post } = await given({ error, valid: "xoxb-old" });
      await post(MESSAGE);
      slack.valid = "xoxb-new";
      parameter.value = "xoxb-new";
      await post(MESSAGE);
      await post(MESSAGE);
      expect(parameter.reads).toBe(2);
    },
  );

  it("that is refused and unchanged ends the message, which a person has to mend", async () => {
    const { requests, post } = await given({ error: "invalid_auth", valid: "xoxb-new" });
    await expect(post(MESSAGE)).rejects.toMatchObject({ code: "unauthorized", retryable: false });
    expect(requests).toHaveLength(1);
  });

  it("is not read again for a channel that does not exist", async () => {
    const { parameter, post } = await given({ error: "channel_not_found", valid: "none" });
    await expect(post(MESSAGE)).rejects.toMatchObject({ code: "refused" });
    expect(parameter.reads).toBe(1);
  });
});
