"""DynamoDB, S3 and Parameter Store."""

import time

from client import arn, aws, settings, tags
from registry import pascal, present, put, resource

# ---- tables

TABLE_TRIES = 50
TABLE_PAUSE_SECONDS = 0.2


def _table(inputs):
    dynamodb, name = aws("dynamodb"), inputs["name"]
    keys = [("HASH", inputs["hashKey"]), ("RANGE", inputs.get("rangeKey"))]
    stream = inputs.get("streamEnabled")
    dynamodb.create_table(
        **present(
            TableName=name,
            BillingMode=inputs["billingMode"],
            KeySchema=[{"AttributeName": key, "KeyType": kind} for kind, key in keys if key],
            AttributeDefinitions=[
                {"AttributeName": one["name"], "AttributeType": one["type"]}
                for one in inputs["attributes"]
            ],
            DeletionProtectionEnabled=bool(inputs.get("deletionProtectionEnabled")),
            StreamSpecification={"StreamEnabled": True, "StreamViewType": inputs["streamViewType"]}
            if stream
            else None,
            Tags=tags(),
        )
    )
    made = _active(name)
    if inputs.get("ttl"):
        dynamodb.update_time_to_live(
            TableName=name,
            TimeToLiveSpecification={
                "Enabled": inputs["ttl"].get("enabled", True),
                "AttributeName": inputs["ttl"]["attributeName"],
            },
        )
    if inputs.get("pointInTimeRecovery", {}).get("enabled"):
        dynamodb.update_continuous_backups(
            TableName=name,
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
        )
    return name, {"arn": made["TableArn"], "streamArn": made.get("LatestStreamArn", "")}


def _active(name):
    for _ in range(TABLE_TRIES):
        table = aws("dynamodb").describe_table(TableName=name)["Table"]
        if table["TableStatus"] == "ACTIVE":
            return table
        time.sleep(TABLE_PAUSE_SECONDS)
    raise TimeoutError(f"table {name} is {table['TableStatus']}")


resource(
    "aws:dynamodb/table:Table",
    _table,
    lambda name, _: aws("dynamodb").delete_table(TableName=name),
)

# ---- buckets


def _bucket(inputs):
    name, region = inputs["bucket"], settings["region"]
    # The first AWS region (us-east-1) accepts no location constraint.
    where = {} if region == "us-east-1" else {"LocationConstraint": region}
    aws("s3").create_bucket(
        Bucket=name, **({"CreateBucketConfiguration": where} if where else {})
    )
    return name, {
        "arn": f"arn:aws:s3:::{name}",
        "bucketDomainName": f"{name}.s3.amazonaws.com",
        "bucketRegionalDomainName": f"{name}.s3.{region}.amazonaws.com",
    }


def _delete_bucket(name, state):
    s3 = aws("s3")
    if state.get("forceDestroy"):
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=name):
            for one in page.get("Contents", []):
                s3.delete_object(Bucket=name, Key=one["Key"])
    s3.delete_bucket(Bucket=name)


resource("aws:s3/bucket:Bucket", _bucket, _delete_bucket, lambda *_: None)


def _of_bucket(kind, write, delete):
    """A bucket setting, which uses the bucket's name as its id."""

    def create(inputs):
        write(inputs["bucket"], inputs)
        return inputs["bucket"], {}

    put(f"aws:s3/{kind[0].lower()}{kind[1:]}:{kind}", create, delete)


_of_bucket(
    "BucketPublicAccessBlock",
    lambda bucket, inputs: aws("s3").put_public_access_block(
        Bucket=bucket,
        PublicAccessBlockConfiguration=pascal(
            {k: v for k, v in inputs.items() if k.startswith(("block", "ignore", "restrict"))}
        ),
    ),
    lambda bucket, _: aws("s3").delete_public_access_block(Bucket=bucket),
)
_of_bucket(
    "BucketPolicy",
    lambda bucket, inputs: aws("s3").put_bucket_policy(Bucket=bucket, Policy=inputs["policy"]),
    lambda bucket, _: aws("s3").delete_bucket_policy(Bucket=bucket),
)
_of_bucket(
    "BucketNotification",
    lambda bucket, inputs: aws("s3").put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={"EventBridgeConfiguration": {}}
        if inputs.get("eventbridge")
        else {},
    ),
    lambda *_: None,
)


def _lifecycle_rule(rule):
    return {
        "ID": rule["id"],
        "Status": rule["status"],
        "Filter": {"Prefix": rule.get("prefix") or ""},
        "Expiration": pascal(rule["expiration"]),
    }


_of_bucket(
    "BucketLifecycleConfiguration",
    lambda bucket, inputs: aws("s3").put_bucket_lifecycle_configuration(
        Bucket=bucket,
        LifecycleConfiguration={"Rules": [_lifecycle_rule(rule) for rule in inputs["rules"]]},
    ),
    lambda bucket, _: aws("s3").delete_bucket_lifecycle(Bucket=bucket),
)


def _object(inputs):
    aws("s3").put_object(
        **present(
            Bucket=inputs["bucket"],
            Key=inputs["key"],
            Body=_body(inputs),
            ContentType=inputs.get("contentType"),
            CacheControl=inputs.get("cacheControl"),
        )
    )
    return inputs["key"], {}


def _body(inputs):
    if inputs.get("content") is not None:
        return inputs["content"].encode()
    # An asset or an archive: text, or a file on this machine.
    source = inputs["source"]
    if "text" in source:
        return source["text"].encode()
    with open(source["path"], "rb") as file:
        return file.read()


put(
    "aws:s3/bucketObjectv2:BucketObjectv2",
    _object,
    lambda key, state: aws("s3").delete_object(Bucket=state["bucket"], Key=key),
)

# ---- parameters


def _parameter(inputs):
    return inputs["name"], {
        "arn": arn("ssm", f"parameter{inputs['name']}"),
        "version": _write(inputs, Overwrite=False, Tags=tags()),
    }


def _write(inputs, **how):
    made = aws("ssm").put_parameter(
        Name=inputs["name"], Type=inputs["type"], Value=inputs["value"], **how
    )
    return made["Version"]


resource(
    "aws:ssm/parameter:Parameter",
    _parameter,
    lambda name, _: aws("ssm").delete_parameter(Name=name),
    lambda _id, _old, inputs: {"version": _write(inputs, Overwrite=True)},
)
