"""Cognito: the user pool, its sign-in page and the dashboard as its client."""

from client import aws, settings, tag_map
from registry import pascal, present, resource


def _pool(inputs):
    cognito = aws("cognito-idp")
    recovery = inputs.get("accountRecoverySetting")
    made = cognito.create_user_pool(
        **present(
            PoolName=inputs["name"],
            UsernameAttributes=inputs.get("usernameAttributes"),
            AutoVerifiedAttributes=inputs.get("autoVerifiedAttributes"),
            DeletionProtection=inputs.get("deletionProtection"),
            AdminCreateUserConfig=pascal(inputs.get("adminCreateUserConfig")),
            AccountRecoverySetting=recovery
            and {"RecoveryMechanisms": pascal(recovery["recoveryMechanisms"])},
            EmailConfiguration=pascal(inputs.get("emailConfiguration")),
            Policies=inputs.get("passwordPolicy")
            and {"PasswordPolicy": pascal(inputs["passwordPolicy"])},
            UserPoolAddOns=pascal(inputs.get("userPoolAddOns")),
            UsernameConfiguration=pascal(inputs.get("usernameConfiguration")),
        ),
        UserPoolTags=tag_map(),
    )["UserPool"]
    # The second factor cannot be required before it is configured, which needs the pool.
    if inputs.get("mfaConfiguration"):
        cognito.set_user_pool_mfa_config(
            UserPoolId=made["Id"],
            MfaConfiguration=inputs["mfaConfiguration"],
            SoftwareTokenMfaConfiguration=pascal(inputs["softwareTokenMfaConfiguration"]),
        )
    endpoint = f"cognito-idp.{settings['region']}.amazonaws.com/{made['Id']}"
    return made["Id"], {"arn": made["Arn"], "endpoint": endpoint}


resource(
    "aws:cognito/userPool:UserPool",
    _pool,
    lambda pool, _: aws("cognito-idp").delete_user_pool(UserPoolId=pool),
)


def _domain(inputs):
    aws("cognito-idp").create_user_pool_domain(
        Domain=inputs["domain"], UserPoolId=inputs["userPoolId"]
    )
    return inputs["domain"], {}


resource(
    "aws:cognito/userPoolDomain:UserPoolDomain",
    _domain,
    lambda domain, state: aws("cognito-idp").delete_user_pool_domain(
        Domain=domain, UserPoolId=state["userPoolId"]
    ),
)

# Cognito writes two keys in capitals, which the naming rule would not produce.
_CAPITALS = {
    "allowedOauthFlows": "AllowedOAuthFlows",
    "allowedOauthFlowsUserPoolClient": "AllowedOAuthFlowsUserPoolClient",
    "allowedOauthScopes": "AllowedOAuthScopes",
    "callbackUrls": "CallbackURLs",
    "logoutUrls": "LogoutURLs",
}


def _client_arguments(inputs):
    given = {k: v for k, v in inputs.items() if k not in ("name", *_CAPITALS)}
    capitals = {_CAPITALS[k]: v for k, v in inputs.items() if k in _CAPITALS}
    return {"ClientName": inputs["name"], **capitals, **pascal(given)}


def _client(inputs):
    made = aws("cognito-idp").create_user_pool_client(**_client_arguments(inputs))
    return made["UserPoolClient"]["ClientId"], {}


def _change_client(client, _old, inputs):
    arguments = _client_arguments(inputs)
    arguments.pop("GenerateSecret", None)
    aws("cognito-idp").update_user_pool_client(ClientId=client, **arguments)


resource(
    "aws:cognito/userPoolClient:UserPoolClient",
    _client,
    lambda client, state: aws("cognito-idp").delete_user_pool_client(
        UserPoolId=state["userPoolId"], ClientId=client
    ),
    _change_client,
)
