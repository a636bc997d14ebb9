"""AWS clients that check each request against the service's own model before sending it."""

import os
import threading
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from service_model import violations

settings: dict[str, Any] = {"region": os.environ.get("AWS_REGION", "us-east-1"), "tags": {}}
_lock = threading.Lock()
_clients: dict[str, Any] = {}
_account: list[str] = []


def aws(service: str):
    with _lock:
        if service not in _clients:
            client = boto3.session.Session().client(
                service,
                region_name=settings["region"],
                config=Config(
                    retries={"max_attempts": 4, "mode": "standard"},
                    s3={"addressing_style": "path"},
                    request_checksum_calculation="when_required",
                ),
            )
            client.meta.events.register("provide-client-params.*.*", _check)
            _clients[service] = client
        return _clients[service]


def _check(params, model, **_):
    """AWS refuses what its model forbids; an emulator often accepts it."""
    found = violations(model.input_shape, params) if model.input_shape else []
    if found:
        service = model.service_model.service_name
        raise ValueError(f"{service} {model.name}: {'; '.join(found)}")


def account() -> str:
    if not _account:
        _account.append(aws("sts").get_caller_identity()["Account"])
    return _account[0]


def arn(service: str, rest: str) -> str:
    return f"arn:aws:{service}:{settings['region']}:{account()}:{rest}"


def tags() -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in settings["tags"].items()]


def tag_map() -> dict[str, str]:
    return dict(settings["tags"])


def is_absent(error: Exception) -> bool:
    """Whether AWS reports that the resource does not exist, so that it need not be deleted."""
    if not isinstance(error, ClientError):
        return False
    code = error.response["Error"]["Code"]
    return any(word in code for word in ("NotFound", "NoSuch", "NonExistent", "DoesNotExist", "404"))
