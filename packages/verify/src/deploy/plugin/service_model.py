"""The limits of AWS's own service models that botocore itself does not check: it looks at types and
required members only."""

import re

# Java's character classes in Python's words, as the models use them.
_CLASSES = {
    "\\p{L}": "A-Za-z\u00c0-\uffff",
    "\\p{M}": "",
    "\\p{N}": "0-9",
    "\\p{P}": "!-/:-@\\[-`{-~",
    "\\p{S}": "$+<=>^`|~",
    "\\p{Z}": " ",
    "\\p{Zs}": " ",
    "\\p{Alpha}": "A-Za-z",
    "\\p{ASCII}": "\\x00-\\x7f",
    "[[:alnum:]": "[A-Za-z0-9",
}

# What AWS would have made itself: the emulator writes a store's name where AWS writes a UUID.
_EMULATORS_OWN = {"KeyValueStoreARN"}


def violations(shape, value, path: str = "") -> list[str]:
    """Each limit that `value` breaks, with the path of the member that breaks it."""
    if value is None:
        return []
    kind = shape.type_name
    if kind == "structure":
        checked = shape.members.keys() - _EMULATORS_OWN
        known = ((key, one) for key, one in value.items() if key in checked)
        return _each((shape.members[key], one, f"{path}.{key}") for key, one in known)
    if kind == "list":
        items = ((shape.member, one, f"{path}[{at}]") for at, one in enumerate(value))
        return _out_of_range(shape, len(value), f"{path} items") + _each(items)
    if kind == "map":
        entries = ((shape.value, one, f"{path}.{key}") for key, one in value.items())
        return _out_of_range(shape, len(value), f"{path} entries") + _each(entries)
    if kind == "string":
        return _text(shape, value, path)
    if kind in ("integer", "long", "float", "double"):
        return _out_of_range(shape, value, path)
    return []


def _each(parts) -> list[str]:
    return [found for shape, value, path in parts for found in violations(shape, value, path)]


def _text(shape, value: str, path: str) -> list[str]:
    found = _out_of_range(shape, len(value), f"{path} length")
    if shape.enum and value not in shape.enum:
        found.append(f"{path}: {value!r} is none of {', '.join(shape.enum[:12])}")
    pattern = shape.metadata.get("pattern")
    if pattern and not _matches(pattern, value):
        found.append(f"{path}: {value[:120]!r} does not match {pattern}")
    return found


def _matches(pattern: str, value: str) -> bool:
    for java, python in _CLASSES.items():
        pattern = pattern.replace(java, python)
    try:
        return re.fullmatch(pattern, value, re.S) is not None
    except re.error:
        # A pattern in Java's dialect that Python cannot read says nothing.
        return True


def _out_of_range(shape, size: float, what: str) -> list[str]:
    found = []
    if "max" in shape.metadata and size > shape.metadata["max"]:
        found.append(f"{what}: {size} is above {shape.metadata['max']}")
    if "min" in shape.metadata and size < shape.metadata["min"]:
        found.append(f"{what}: {size} is below {shape.metadata['min']}")
    return found
