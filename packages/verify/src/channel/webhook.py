"""Reads calls of a webhook as JSON lines, {headers, body}, from standard input, verifies each with the
public library, and prints one JSON line a call: the verified type, or the error."""

import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

webhook = Webhook(sys.argv[1])
for line in sys.stdin:
    call = json.loads(line)
    try:
        print(json.dumps({"type": webhook.verify(call["body"], call["headers"])["type"]}))
    except WebhookVerificationError as error:
        print(json.dumps({"error": str(error)}))
