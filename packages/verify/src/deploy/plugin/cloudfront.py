"""CloudFront: the dashboard's distribution and its parts."""

import secrets

from client import aws
from registry import listed, pascal, present, resource

HOSTED_ZONE = "Z2FDTNDATAQYW2"


def _key_value_store(inputs):
    made = aws("cloudfront").create_key_value_store(Name=inputs["name"])["KeyValueStore"]
    return inputs["name"], {"arn": made["ARN"]}


def _delete_key_value_store(name, _):
    tag = aws("cloudfront").describe_key_value_store(Name=name)["ETag"]
    aws("cloudfront").delete_key_value_store(Name=name, IfMatch=tag)


resource(
    "aws:cloudfront/keyValueStore:KeyValueStore", _key_value_store, _delete_key_value_store
)


def _function_arguments(inputs):
    stores = [{"KeyValueStoreARN": one} for one in inputs.get("keyValueStoreAssociations") or []]
    return {
        "Name": inputs["name"],
        "FunctionConfig": present(
            Comment=inputs.get("comment") or "",
            Runtime=inputs["runtime"],
            KeyValueStoreAssociations=listed(stores) if stores else None,
        ),
        "FunctionCode": inputs["code"].encode(),
    }


def _function(inputs):
    made = aws("cloudfront").create_function(**_function_arguments(inputs))
    aws("cloudfront").publish_function(Name=inputs["name"], IfMatch=made["ETag"])
    return inputs["name"], {"arn": made["FunctionSummary"]["FunctionMetadata"]["FunctionARN"]}


def _function_tag(name):
    return aws("cloudfront").describe_function(Name=name, Stage="DEVELOPMENT")["ETag"]


def _change_function(name, _old, inputs):
    changed = aws("cloudfront").update_function(
        **_function_arguments(inputs), IfMatch=_function_tag(name)
    )
    aws("cloudfront").publish_function(Name=name, IfMatch=changed["ETag"])


resource(
    "aws:cloudfront/function:Function",
    _function,
    lambda name, _: aws("cloudfront").delete_function(Name=name, IfMatch=_function_tag(name)),
    _change_function,
)

def _headers_policy(inputs):
    custom = pascal(inputs.get("customHeadersConfig", {}).get("items", []))
    made = aws("cloudfront").create_response_headers_policy(
        ResponseHeadersPolicyConfig={
            "Name": inputs["name"],
            "SecurityHeadersConfig": pascal(inputs["securityHeadersConfig"]),
            "CustomHeadersConfig": listed(custom),
        }
    )
    return made["ResponseHeadersPolicy"]["Id"], {}


def _delete_headers_policy(identity, _):
    tag = aws("cloudfront").get_response_headers_policy(Id=identity)["ETag"]
    aws("cloudfront").delete_response_headers_policy(Id=identity, IfMatch=tag)


resource(
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
    _headers_policy,
    _delete_headers_policy,
)


def _behaviour(given):
    functions = [
        {"FunctionARN": one["functionArn"], "EventType": one["eventType"]}
        for one in given.get("functionAssociations") or []
    ]
    return present(
        PathPattern=given.get("pathPattern"),
        TargetOriginId=given["targetOriginId"],
        ViewerProtocolPolicy=given["viewerProtocolPolicy"],
        Compress=bool(given.get("compress")),
        CachePolicyId=given.get("cachePolicyId"),
        OriginRequestPolicyId=given.get("originRequestPolicyId"),
        ResponseHeadersPolicyId=given.get("responseHeadersPolicyId"),
        AllowedMethods={
            **listed(given["allowedMethods"]),
            "CachedMethods": listed(given["cachedMethods"]),
        },
        FunctionAssociations=listed(functions) if functions else None,
    )


def _origin(given):
    custom = given["customOriginConfig"]
    return {
        "Id": given["originId"],
        "DomainName": given["domainName"],
        "CustomOriginConfig": present(
            HTTPPort=custom["httpPort"],
            HTTPSPort=custom["httpsPort"],
            OriginProtocolPolicy=custom["originProtocolPolicy"],
            OriginReadTimeout=custom.get("originReadTimeout"),
            OriginSslProtocols=listed(custom["originSslProtocols"]),
        ),
    }


def _distribution_config(inputs):
    errors = [
        {"ErrorCode": one["errorCode"], "ErrorCachingMinTTL": one["errorCachingMinTtl"]}
        for one in inputs.get("customErrorResponses") or []
    ]
    behaviours = [_behaviour(one) for one in inputs.get("orderedCacheBehaviors") or []]
    return {
        "Comment": inputs.get("comment", ""),
        "Enabled": inputs["enabled"],
        "Aliases": listed(inputs.get("aliases") or []),
        "Origins": listed([_origin(one) for one in inputs["origins"]]),
        "DefaultCacheBehavior": _behaviour(inputs["defaultCacheBehavior"]),
        "CacheBehaviors": listed(behaviours),
        "CustomErrorResponses": listed(errors),
        "ViewerCertificate": {"CloudFrontDefaultCertificate": True},
        "Restrictions": {"GeoRestriction": {"RestrictionType": "none", "Quantity": 0}},
        "DefaultRootObject": "",
        "HttpVersion": "http2",
        "PriceClass": "PriceClass_All",
        "IsIPV6Enabled": False,
    }


def _distribution(inputs):
    made = aws("cloudfront").create_distribution(
        DistributionConfig={
            "CallerReference": secrets.token_hex(8),
            **_distribution_config(inputs),
        }
    )["Distribution"]
    return made["Id"], {
        "arn": made["ARN"],
        "domainName": made["DomainName"],
        "hostedZoneId": HOSTED_ZONE,
        "status": made["Status"],
    }


def _update(identity, change):
    current = aws("cloudfront").get_distribution_config(Id=identity)
    return aws("cloudfront").update_distribution(
        Id=identity,
        IfMatch=current["ETag"],
        DistributionConfig={**current["DistributionConfig"], **change},
    )["ETag"]


def _delete_distribution(identity, _):
    # CloudFront deletes only disabled distributions.
    tag = _update(identity, {"Enabled": False})
    aws("cloudfront").delete_distribution(Id=identity, IfMatch=tag)


resource(
    "aws:cloudfront/distribution:Distribution",
    _distribution,
    _delete_distribution,
    lambda identity, _old, inputs: _update(identity, _distribution_config(inputs)) and None,
)
