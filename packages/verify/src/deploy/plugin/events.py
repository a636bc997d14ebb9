"""EventBridge: buses, archives, rules, targets and schedules."""

import secrets

from client import aws, tags
from registry import pascal, present, put, resource


def _bus(inputs):
    made = aws("events").create_event_bus(Name=inputs["name"], Tags=tags())
    return inputs["name"], {"arn": made["EventBusArn"]}


resource(
    "aws:cloudwatch/eventBus:EventBus",
    _bus,
    lambda name, _: aws("events").delete_event_bus(Name=name),
)


def _archive(inputs):
    made = aws("events").create_archive(
        **present(
            ArchiveName=inputs["name"],
            EventSourceArn=inputs["eventSourceArn"],
            RetentionDays=inputs.get("retentionDays"),
            EventPattern=inputs.get("eventPattern"),
        )
    )
    return inputs["name"], {"arn": made["ArchiveArn"]}


resource(
    "aws:cloudwatch/eventArchive:EventArchive",
    _archive,
    lambda name, _: aws("events").delete_archive(ArchiveName=name),
)


def _rule(inputs):
    bus = inputs.get("eventBusName")
    made = aws("events").put_rule(
        **present(
            Name=inputs["name"],
            EventBusName=bus,
            EventPattern=inputs["eventPattern"],
            State="ENABLED",
            Tags=tags(),
        )
    )
    identity = f"{bus}/{inputs['name']}" if bus else inputs["name"]
    return identity, {"arn": made["RuleArn"], "eventBusName": bus or "default"}


put(
    "aws:cloudwatch/eventRule:EventRule",
    _rule,
    lambda _id, state: aws("events").delete_rule(
        Name=state["name"], EventBusName=state["eventBusName"]
    ),
)


def _target(inputs):
    identity = inputs.get("targetId") or f"target-{secrets.token_hex(8)}"
    target = present(
        Id=identity,
        Arn=inputs["arn"],
        RetryPolicy=pascal(inputs.get("retryPolicy")),
        DeadLetterConfig=pascal(inputs.get("deadLetterConfig")),
    )
    made = aws("events").put_targets(
        **present(Rule=inputs["rule"], EventBusName=inputs.get("eventBusName"), Targets=[target])
    )
    if made.get("FailedEntryCount"):
        raise ValueError(f"target of {inputs['rule']}: {made['FailedEntries']}")
    return f"{inputs['rule']}-{identity}", {"targetId": identity}


resource(
    "aws:cloudwatch/eventTarget:EventTarget",
    _target,
    lambda _id, state: aws("events").remove_targets(
        **present(
            Rule=state["rule"], EventBusName=state.get("eventBusName"), Ids=[state["targetId"]]
        )
    ),
)


def _schedule_arguments(inputs):
    target = inputs["target"]
    return present(
        Name=inputs["name"],
        GroupName=inputs.get("groupName"),
        ScheduleExpression=inputs["scheduleExpression"],
        ScheduleExpressionTimezone=inputs.get("scheduleExpressionTimezone"),
        State=inputs.get("state"),
        FlexibleTimeWindow=pascal(inputs["flexibleTimeWindow"]),
        Target=present(
            Arn=target["arn"],
            RoleArn=target["roleArn"],
            Input=target.get("input"),
            DeadLetterConfig=pascal(target.get("deadLetterConfig")),
            RetryPolicy=pascal(target.get("retryPolicy")),
        ),
    )


def _schedule(inputs):
    made = aws("scheduler").create_schedule(**_schedule_arguments(inputs))
    return f"default/{inputs['name']}", {"arn": made["ScheduleArn"]}


resource(
    "aws:scheduler/schedule:Schedule",
    _schedule,
    lambda _id, state: aws("scheduler").delete_schedule(Name=state["name"]),
    lambda _id, _old, inputs: aws("scheduler").update_schedule(**_schedule_arguments(inputs))
    and None,
)
