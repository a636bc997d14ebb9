"""CloudWatch and SNS: logs, alarms, dashboards and subscriptions."""

from client import arn, aws, tag_map, tags
from registry import pascal, present, put, resource


def _log_group(inputs):
    name = inputs["name"]
    aws("logs").create_log_group(logGroupName=name, tags=tag_map())
    _retain(name, inputs)
    return name, {"arn": arn("logs", f"log-group:{name}")}


def _retain(name, inputs):
    if inputs.get("retentionInDays"):
        days = inputs["retentionInDays"]
        aws("logs").put_retention_policy(logGroupName=name, retentionInDays=days)


resource(
    "aws:cloudwatch/logGroup:LogGroup",
    _log_group,
    lambda name, _: aws("logs").delete_log_group(logGroupName=name),
    lambda name, _old, inputs: _retain(name, inputs),
)


def _dimensions(named):
    return [{"Name": key, "Value": value} for key, value in named.items()] if named else None


def _query(query):
    metric = query.get("metric")
    stat = metric and {
        "Metric": present(
            Namespace=metric.get("namespace"),
            MetricName=metric["metricName"],
            Dimensions=_dimensions(metric.get("dimensions")),
        ),
        "Period": metric["period"],
        "Stat": metric["stat"],
    }
    return present(
        Id=query["id"],
        Expression=query.get("expression"),
        Label=query.get("label"),
        ReturnData=bool(query.get("returnData")),
        MetricStat=stat,
    )


def _alarm(inputs):
    queries = inputs.get("metricQueries")
    aws("cloudwatch").put_metric_alarm(
        **present(
            AlarmName=inputs["name"],
            AlarmDescription=inputs.get("alarmDescription"),
            ActionsEnabled=True,
            AlarmActions=inputs.get("alarmActions"),
            OKActions=inputs.get("okActions"),
            MetricName=inputs.get("metricName"),
            Namespace=inputs.get("namespace"),
            Statistic=inputs.get("statistic"),
            Dimensions=_dimensions(inputs.get("dimensions")),
            Period=inputs.get("period"),
            EvaluationPeriods=inputs["evaluationPeriods"],
            Threshold=inputs["threshold"],
            ComparisonOperator=inputs["comparisonOperator"],
            TreatMissingData=inputs.get("treatMissingData"),
            Metrics=[_query(query) for query in queries] if queries else None,
            Tags=tags(),
        )
    )
    return inputs["name"], {"arn": arn("cloudwatch", f"alarm:{inputs['name']}")}


put(
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    _alarm,
    lambda name, _: aws("cloudwatch").delete_alarms(AlarmNames=[name]),
)


def _dashboard(inputs):
    name = inputs["dashboardName"]
    answer = aws("cloudwatch").put_dashboard(
        DashboardName=name, DashboardBody=inputs["dashboardBody"]
    )
    if answer.get("DashboardValidationMessages"):
        raise ValueError(f"dashboard {name}: {answer['DashboardValidationMessages']}")
    return name, {"dashboardArn": f"arn:aws:cloudwatch::{name}"}


put(
    "aws:cloudwatch/dashboard:Dashboard",
    _dashboard,
    lambda name, _: aws("cloudwatch").delete_dashboards(DashboardNames=[name]),
)


def _topic(inputs):
    made = aws("sns").create_topic(Name=inputs["name"], Tags=tags())["TopicArn"]
    return made, {"arn": made}


resource(
    "aws:sns/topic:Topic",
    _topic,
    lambda topic, _: aws("sns").delete_topic(TopicArn=topic),
    lambda *_: None,
)


def _subscription(inputs):
    made = aws("sns").subscribe(
        TopicArn=inputs["topic"], ReturnSubscriptionArn=True,
        **pascal({"protocol": inputs["protocol"], "endpoint": inputs["endpoint"]}),
    )["SubscriptionArn"]
    return made, {"arn": made}


resource(
    "aws:sns/topicSubscription:TopicSubscription",
    _subscription,
    lambda subscription, _: aws("sns").unsubscribe(SubscriptionArn=subscription),
)
