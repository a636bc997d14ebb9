"""API Gateway's HTTP APIs."""

from client import account, aws, settings, tag_map
from registry import pascal, present, resource


def _api(inputs):
    region = settings["region"]
    made = aws("apigatewayv2").create_api(
        **present(
            Name=inputs["name"],
            ProtocolType=inputs["protocolType"],
            CorsConfiguration=pascal(inputs.get("corsConfiguration")),
        ),
        Tags=tag_map(),
    )["ApiId"]
    return made, {
        "arn": f"arn:aws:apigateway:{region}::/apis/{made}",
        "apiEndpoint": f"https://{made}.execute-api.{region}.amazonaws.com",
        "executionArn": f"arn:aws:execute-api:{region}:{account()}:{made}",
    }


resource(
    "aws:apigatewayv2/api:Api",
    _api,
    lambda api, _: aws("apigatewayv2").delete_api(ApiId=api),
)


def _stage(inputs):
    api = inputs["apiId"]
    aws("apigatewayv2").create_stage(
        **present(
            ApiId=api,
            StageName=inputs["name"],
            AutoDeploy=inputs.get("autoDeploy"),
            AccessLogSettings=pascal(inputs.get("accessLogSettings")),
            DefaultRouteSettings=pascal(inputs.get("defaultRouteSettings")),
        )
    )
    url = f"https://{api}.execute-api.{settings['region']}.amazonaws.com/"
    return inputs["name"], {"invokeUrl": url, "executionArn": "", "arn": ""}


resource(
    "aws:apigatewayv2/stage:Stage",
    _stage,
    lambda name, state: aws("apigatewayv2").delete_stage(ApiId=state["apiId"], StageName=name),
)


def _of_api(kind, key, arguments):
    """A part of an API: `create_route` returns its `RouteId`."""
    create, delete, update = (
        lambda client, verb=verb: getattr(client, f"{verb}_{kind.lower()}")
        for verb in ("create", "delete", "update")
    )

    def make(inputs):
        made = create(aws("apigatewayv2"))(ApiId=inputs["apiId"], **arguments(inputs))
        return made[key], {}

    resource(
        f"aws:apigatewayv2/{kind.lower()}:{kind}",
        make,
        lambda identity, state: delete(aws("apigatewayv2"))(
            **{"ApiId": state["apiId"], key: identity}
        ),
        lambda identity, _old, inputs: update(aws("apigatewayv2"))(
            **{"ApiId": inputs["apiId"], key: identity, **arguments(inputs)}
        )
        and None,
    )


_of_api(
    "Integration",
    "IntegrationId",
    lambda inputs: {
        "IntegrationType": inputs["integrationType"],
        "IntegrationUri": inputs["integrationUri"],
        "PayloadFormatVersion": inputs["payloadFormatVersion"],
    },
)
_of_api(
    "Route",
    "RouteId",
    lambda inputs: present(
        RouteKey=inputs["routeKey"],
        Target=inputs.get("target"),
        AuthorizationType=inputs.get("authorizationType"),
        AuthorizerId=inputs.get("authorizerId"),
    ),
)
_of_api(
    "Authorizer",
    "AuthorizerId",
    lambda inputs: {
        "AuthorizerType": inputs["authorizerType"],
        "IdentitySource": inputs["identitySources"],
        "Name": inputs["name"],
        "JwtConfiguration": {
            "Audience": inputs["jwtConfiguration"]["audiences"],
            "Issuer": inputs["jwtConfiguration"]["issuer"],
        },
    },
)
