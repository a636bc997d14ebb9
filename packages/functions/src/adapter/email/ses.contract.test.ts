import { channelContract, type ServiceAnswer } from "../../testing/channel-contract.ts";
import { sesEmail } from "./ses.ts";

const SECRET = "secret-access-key-of-the-function";

const refusal = (status: number, type: string, message = "no"): ServiceAnswer => ({
  status,
  headers: { "x-amzn-errortype": `${type}:http://internal.amazon.com/coral/` },
  body: JSON.stringify({ message }),
});

channelContract("Amazon SES", {
  open: (url, timeoutMs) =>
    sesEmail({
      region: "eu-west-3",
      accessKeyId: "AKIA4711",
      secretAccessKey: SECRET,
      endpoint: url,
    }).open(async () => ({ EMAIL_FROM: "bell@example.com", EMAIL_TO: "desk@example.com" }), {
      timeoutMs,
    }),
  confirming: { "a message id": { body: '{"MessageId":"010001"}' } },
  failing: {
    "rate-limited": {
      "too many a second": refusal(
        429,
        "TooManyRequestsException",
        "Maximum sending rate exceeded.",
      ),
      "too many a day": refusal(400, "LimitExceededException", "Daily message quota exceeded."),
      throttling: refusal(400, "ThrottlingException"),
    },
    unavailable: {
      "503": { status: 503, body: "" },
      "a pause of the account": refusal(400, "SendingPausedException"),
      "credentials that ran out": refusal(403, "ExpiredTokenException"),
    },
    refused: {
      "an address that is not verified": refusal(400, "MessageRejected", "not verified"),
      "a domain that is not verified": refusal(400, "MailFromDomainNotVerifiedException"),
      "an account that is closed": refusal(403, "AccountSuspendedException"),
      "a missing right": refusal(403, "AccessDeniedException"),
    },
    unauthorized: { "401": { status: 401, body: "" } },
    "unknown-outcome": {
      "an empty answer": { body: "" },
      "a page": { body: "<html>hello</html>" },
      "JSON that breaks off": { body: '{"MessageId":"01' },
      "JSON without an id": { body: "{}" },
      "500": refusal(500, "InternalServiceErrorException"),
      "504": { status: 504, body: "" },
    },
  },
  secret: SECRET,
  injected: /\n/,
});
