"""Lambda: functions and their event sources."""

import secrets

from client import aws, settings, tag_map
from registry import pascal, present, put, resource


def _configuration(inputs):
    logging = inputs.get("loggingConfig")
    return present(
        FunctionName=inputs["name"],
        Role=inputs["role"],
        Handler=inputs.get("handler"),
        Runtime=inputs.get("runtime"),
        Description=inputs.get("description"),
        Timeout=inputs.get("timeout"),
        MemorySize=inputs.get("memorySize"),
        # The names of environment variables keep their case.
        Environment=inputs.get("environment") and {"Variables": inputs["environment"]["variables"]},
        DeadLetterConfig=pascal(inputs.get("deadLetterConfig")),
        EphemeralStorage=pascal(inputs.get("ephemeralStorage")),
        LoggingConfig=logging
        and present(LogFormat=logging["logFormat"], LogGroup=logging.get("logGroup")),
    )


def _code(inputs):
    return {"S3Bucket": inputs["s3Bucket"], "S3Key": inputs["s3Key"]}


def _function(inputs):
    made = aws("lambda").create_function(
        **_configuration(inputs),
        Code=_code(inputs),
        Architectures=inputs["architectures"],
        PackageType=inputs.get("packageType", "Zip"),
        Tags=tag_map(),
    )
    own = made["FunctionArn"]
    gateway = f"arn:aws:apigateway:{settings['region']}:lambda:path/2015-03-31/functions"
    return inputs["name"], {
        "arn": own,
        "invokeArn": f"{gateway}/{own}/invocations",
        "qualifiedArn": f"{own}:$LATEST",
        "version": "$LATEST",
    }


def _change_function(name, _old, inputs):
    aws("lambda").update_function_code(FunctionName=name, **_code(inputs))
    aws("lambda").update_function_configuration(**_configuration(inputs))


resource(
    "aws:lambda/function:Function",
    _function,
    lambda name, _: aws("lambda").delete_function(FunctionName=name),
    _change_function,
)

# ---- event sources


def _mapping_settings(inputs):
    filters = inputs.get("filterCriteria")
    failed = inputs.get("destinationConfig")
    return present(
        FunctionName=inputs["functionName"],
        BatchSize=inputs.get("batchSize"),
        MaximumBatchingWindowInSeconds=inputs.get("maximumBatchingWindowInSeconds"),
        BisectBatchOnFunctionError=inputs.get("bisectBatchOnFunctionError"),
        FunctionResponseTypes=inputs.get("functionResponseTypes"),
        MaximumRecordAgeInSeconds=inputs.get("maximumRecordAgeInSeconds"),
        MaximumRetryAttempts=inputs.get("maximumRetryAttempts"),
        DestinationConfig=failed
        and {"OnFailure": {"Destination": failed["onFailure"]["destinationArn"]}},
        ScalingConfig=pascal(inputs.get("scalingConfig")),
        FilterCriteria=pascal(filters),
    )


def _mapping(inputs):
    made = aws("lambda").create_event_source_mapping(
        EventSourceArn=inputs["eventSourceArn"],
        **present(StartingPosition=inputs.get("startingPosition")),
        **_mapping_settings(inputs),
    )
    return made["UUID"], {"uuid": made["UUID"], "functionArn": made.get("FunctionArn", "")}


resource(
    "aws:lambda/eventSourceMapping:EventSourceMapping",
    _mapping,
    lambda uuid, _: aws("lambda").delete_event_source_mapping(UUID=uuid),
    lambda uuid, _old, inputs: aws("lambda").update_event_source_mapping(
        UUID=uuid, **_mapping_settings(inputs)
    )
    and None,
)


def _permission(inputs):
    identity = inputs.get("statementId") or f"statement-{secrets.token_hex(8)}"
    aws("lambda").add_permission(
        **present(
            FunctionName=inputs["function"],
            StatementId=identity,
            Action=inputs["action"],
            Principal=inputs["principal"],
            SourceArn=inputs.get("sourceArn"),
        )
    )
    return identity, {"statementId": identity}


resource(
    "aws:lambda/permission:Permission",
    _permission,
    lambda identity, state: aws("lambda").remove_permission(
        FunctionName=state["function"], StatementId=identity
    ),
)


def _invocation(inputs):
    aws("lambda").put_function_event_invoke_config(
        **pascal({k: v for k, v in inputs.items() if k.startswith("maximum")}),
        FunctionName=inputs["functionName"],
    )
    return inputs["functionName"], {}


put(
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    _invocation,
    lambda name, _: aws("lambda").delete_function_event_invoke_config(FunctionName=name),
)


def _recursion(inputs):
    aws("lambda").put_function_recursion_config(
        FunctionName=inputs["functionName"], RecursiveLoop=inputs["recursiveLoop"]
    )
    return inputs["functionName"], {}


put(
    "aws:lambda/functionRecursionConfig:FunctionRecursionConfig", _recursion, lambda *_: None
)
