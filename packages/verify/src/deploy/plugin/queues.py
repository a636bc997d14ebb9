"""SQS."""

from client import aws, tag_map
from registry import function, put, resource

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


def _tags(inputs):
    return {**tag_map(), **(inputs.get("tags") or {})}


def _queue(inputs):
    sqs = aws("sqs")
    url = sqs.create_queue(
        QueueName=inputs["name"], Attributes=_attributes(inputs), tags=_tags(inputs)
    )["QueueUrl"]
    asked = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return url, {"arn": asked["Attributes"]["QueueArn"], "url": url}


def _update(url, old, inputs):
    sqs = aws("sqs")
    sqs.set_queue_attributes(QueueUrl=url, Attributes=_attributes(inputs))
    sqs.tag_queue(QueueUrl=url, Tags=_tags(inputs))
    gone = _tags(old).keys() - _tags(inputs).keys()
    if gone:
        sqs.untag_queue(QueueUrl=url, TagKeys=sorted(gone))


resource(
    "aws:sqs/queue:Queue",
    _queue,
    lambda url, _: aws("sqs").delete_queue(QueueUrl=url),
    _update,
)


def _existing(inputs):
    listed = aws("sqs").list_queues(QueueNamePrefix=inputs["queueNamePrefix"], MaxResults=1000)
    return {"queueUrls": listed.get("QueueUrls", [])}


def _tags_of(inputs):
    sqs = aws("sqs")
    url = sqs.get_queue_url(QueueName=inputs["name"])["QueueUrl"]
    return {"url": url, "tags": sqs.list_queue_tags(QueueUrl=url).get("Tags", {})}


function("aws:sqs/getQueues:getQueues", _existing)
function("aws:sqs/getQueue:getQueue", _tags_of)


def _policy(inputs):
    _set_policy(inputs["queueUrl"], inputs["policy"])
    return inputs["queueUrl"], {}


def _set_policy(url, policy):
    aws("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})


put("aws:sqs/queuePolicy:QueuePolicy", _policy, lambda url, _: _set_policy(url, ""))
