"""SQS."""

from client import aws, tag_map
from registry import put, resource

_ATTRIBUTES = {
    "visibilityTimeoutSeconds": "VisibilityTimeout",
    "delaySeconds": "DelaySeconds",
    "messageRetentionSeconds": "MessageRetentionPeriod",
}


def _attributes(inputs):
    named = {
        attribute: str(inputs[name])
        for name, attribute in _ATTRIBUTES.items()
        if inputs.get(name) is not None
    }
    if inputs.get("redrivePolicy"):
        named["RedrivePolicy"] = inputs["redrivePolicy"]
    return named


def _queue(inputs):
    sqs = aws("sqs")
    url = sqs.create_queue(
        QueueName=inputs["name"], Attributes=_attributes(inputs), tags=tag_map()
    )["QueueUrl"]
    asked = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return url, {"arn": asked["Attributes"]["QueueArn"], "url": url}


resource(
    "aws:sqs/queue:Queue",
    _queue,
    lambda url, _: aws("sqs").delete_queue(QueueUrl=url),
    lambda url, _old, inputs: aws("sqs").set_queue_attributes(
        QueueUrl=url, Attributes=_attributes(inputs)
    )
    and None,
)


def _policy(inputs):
    _set_policy(inputs["queueUrl"], inputs["policy"])
    return inputs["queueUrl"], {}


def _set_policy(url, policy):
    aws("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})


put("aws:sqs/queuePolicy:QueuePolicy", _policy, lambda url, _: _set_policy(url, ""))
