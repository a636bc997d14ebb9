"""IAM roles and policies, and the account look-ups made before resources are declared."""

import json

from client import account, aws, settings, tags
from registry import function, present, resource


def _role(inputs):
    iam = aws("iam")
    made = iam.create_role(
        RoleName=inputs["name"],
        AssumeRolePolicyDocument=_text(inputs["assumeRolePolicy"]),
        Tags=tags(),
    )["Role"]
    _grant(inputs)
    for policy in inputs.get("managedPolicyArns") or []:
        iam.attach_role_policy(RoleName=inputs["name"], PolicyArn=policy)
    return inputs["name"], {"arn": made["Arn"], "uniqueId": made["RoleId"]}


def _text(policy):
    """Programs pass a policy as JSON text or as the parsed document."""
    return policy if isinstance(policy, str) else json.dumps(policy)


def _grant(inputs):
    for policy in inputs.get("inlinePolicies") or []:
        aws("iam").put_role_policy(
            RoleName=inputs["name"], PolicyName=policy["name"], PolicyDocument=_text(policy["policy"])
        )


def _change_role(name, _old, inputs):
    aws("iam").update_assume_role_policy(
        RoleName=name, PolicyDocument=_text(inputs["assumeRolePolicy"])
    )
    _grant(inputs)


def _delete_role(name, state):
    for policy in state.get("inlinePolicies") or []:
        aws("iam").delete_role_policy(RoleName=name, PolicyName=policy["name"])
    for policy in state.get("managedPolicyArns") or []:
        aws("iam").detach_role_policy(RoleName=name, PolicyArn=policy)
    aws("iam").delete_role(RoleName=name)


resource("aws:iam/role:Role", _role, _delete_role, _change_role)

# ---- look-ups before resources are declared


def _policy_document(inputs):
    text = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [_statement(one) for one in inputs.get("statements") or []],
        }
    )
    return {**inputs, "id": "document", "json": text, "minifiedJson": text}


def _one(values):
    return values[0] if len(values) == 1 else values


def _statement(given):
    statement = present(
        Sid=given.get("sid"),
        Effect=given.get("effect") or "Allow",
        Action=given.get("actions") and _one(given["actions"]),
        Resource=given.get("resources") and _one(given["resources"]),
    )
    principals: dict[str, list[str]] = {}
    for principal in given.get("principals") or []:
        principals.setdefault(principal["type"], []).extend(principal["identifiers"])
    if principals:
        anyone = principals.get("*") == ["*"]
        statement["Principal"] = "*" if anyone else {k: _one(v) for k, v in principals.items()}
    conditions: dict[str, dict] = {}
    for condition in given.get("conditions") or []:
        test = conditions.setdefault(condition["test"], {})
        test[condition["variable"]] = _one(condition["values"])
    if conditions:
        statement["Condition"] = conditions
    return statement


function("aws:iam/getPolicyDocument:getPolicyDocument", _policy_document)
function(
    "aws:index/getRegion:getRegion",
    lambda _: {name: settings["region"] for name in ("id", "name", "region")},
)
function(
    "aws:index/getPartition:getPartition",
    lambda _: {"id": "aws", "partition": "aws", "dnsSuffix": "amazonaws.com"},
)
function(
    "aws:index/getCallerIdentity:getCallerIdentity",
    lambda _: {
        "id": account(),
        "accountId": account(),
        "arn": f"arn:aws:iam::{account()}:root",
        "userId": account(),
    },
)
