"""The providers `random` and `command`, which never leave the machine."""

import base64
import os
import secrets
import subprocess

from registry import resource

COMMAND_TIMEOUT_SECONDS = 500
KEPT_OUTPUT = 2000


def _random_bytes(inputs):
    value = os.urandom(inputs["length"])
    text = base64.b64encode(value).decode()
    return text, {"base64": text, "hex": value.hex()}


def _command(inputs):
    chosen = {key: str(value) for key, value in (inputs.get("environment") or {}).items()}
    done = subprocess.run(
        ["/bin/sh", "-c", inputs["create"]],
        cwd=inputs.get("dir"),
        env={**os.environ, **chosen},
        capture_output=True,
        text=True,
        timeout=COMMAND_TIMEOUT_SECONDS,
    )
    output, errors = done.stdout[-KEPT_OUTPUT:], done.stderr[-KEPT_OUTPUT:]
    if done.returncode != 0:
        raise RuntimeError(f"{inputs['create']} ended with {done.returncode}\n{output}\n{errors}")
    return f"command-{secrets.token_hex(4)}", {"stdout": output, "stderr": errors}


def _nothing(_id, _state):
    return None


resource("random:index/randomBytes:RandomBytes", _random_bytes, _nothing)
resource(
    "command:local:Command",
    _command,
    _nothing,
    lambda _id, _old, new: _command({**new, "create": new.get("update") or new["create"]})[1],
)
