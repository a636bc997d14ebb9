"""The supported resources: each is three functions, registered under Pulumi's type name."""

from dataclasses import dataclass
from typing import Any, Callable

State = dict[str, Any]


@dataclass(frozen=True)
class Resource:
    """`create` returns the id and the values that AWS chose; `update` the changed values. Without
    `update`, a change replaces the resource."""

    create: Callable[[State], tuple[str, State]]
    delete: Callable[[str, State], Any]
    update: Callable[[str, State, State], Any] | None = None


RESOURCES: dict[str, Resource] = {}
FUNCTIONS: dict[str, Callable[[State], State]] = {}


def resource(name: str, create, delete, update=None) -> None:
    RESOURCES[name] = Resource(create, delete, update)


def put(name: str, write: Callable[[State], tuple[str, State]], delete) -> None:
    """A resource that AWS creates and changes with the same call."""
    resource(name, write, delete, lambda _id, _old, inputs: write(inputs)[1])


def function(name: str, answer: Callable[[State], State]) -> None:
    FUNCTIONS[name] = answer


def present(**values) -> State:
    """The arguments that have a value: AWS distinguishes `null` from absent."""
    return {name: value for name, value in values.items() if value is not None}


def pascal(value):
    """Converts Pulumi's `camelCase` keys to AWS's `PascalCase`, recursively."""
    if isinstance(value, dict):
        return {k[0].upper() + k[1:]: pascal(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [pascal(v) for v in value]
    return value


def listed(items: list) -> State:
    """A list in CloudFront's format."""
    return {"Quantity": len(items), **({"Items": items} if items else {})}
