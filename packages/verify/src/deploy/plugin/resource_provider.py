"""Pulumi's provider protocol over the registry of resources."""

import json
import secrets

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2 as pb, provider_pb2_grpc

from client import is_absent, settings
from registry import FUNCTIONS, RESOURCES

VERSIONS = {"aws": "7.20.0", "random": "4.16.6", "command": "1.0.1"}

# Pulumi marks special values with this key; see its SDK, `sig.ts`.
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"

# A resource without a name gets the name that Pulumi's bridge would generate.
_AUTO_NAMED = {"aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"}


def _plain(value):
    """Removes secret wrappers and notes on defaults, and converts whole floats to integers."""
    if isinstance(value, dict):
        if value.get(_SIGNATURE) == _SECRET:
            return _plain(value.get("value"))
        return {k: _plain(v) for k, v in value.items() if not k.startswith("__defaults")}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _read(struct) -> dict:
    return _plain(json_format.MessageToDict(struct))


def _struct(value: dict) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    json_format.ParseDict(json.loads(json.dumps(value, default=str)), struct)
    return struct


def _type(urn: str) -> str:
    return urn.split("::")[2].split("$")[-1]


def _name(urn: str) -> str:
    return urn.split("::")[-1]


class ResourceProvider(provider_pb2_grpc.ResourceProviderServicer):
    def __init__(self, kind: str) -> None:
        self.kind = kind

    def Handshake(self, request, context):
        return pb.ProviderHandshakeResponse()

    def GetPluginInfo(self, request, context):
        return plugin_pb2.PluginInfo(version=VERSIONS[self.kind])

    def Attach(self, request, context):
        return empty_pb2.Empty()

    def GetSchema(self, request, context):
        schema = {"name": self.kind, "version": VERSIONS[self.kind]}
        return pb.GetSchemaResponse(schema=json.dumps(schema))

    def CheckConfig(self, request, context):
        return pb.CheckResponse(inputs=request.news)

    def DiffConfig(self, request, context):
        return pb.DiffResponse(changes=pb.DiffResponse.DIFF_NONE)

    def Configure(self, request, context):
        given = _read(request.args)
        variables = dict(request.variables)
        settings["region"] = (
            given.get("region") or variables.get("aws:config:region") or settings["region"]
        )
        tags = given.get("defaultTags") or variables.get("aws:config:defaultTags") or {}
        settings["tags"] = (json.loads(tags) if isinstance(tags, str) else tags).get("tags", {})
        return pb.ConfigureResponse(supportsPreview=True)

    def Invoke(self, request, context):
        answer = FUNCTIONS.get(request.tok)
        if answer is None:
            context.abort(grpc.StatusCode.UNIMPLEMENTED, f"no function {request.tok}")
        return pb.InvokeResponse(**{"return": _struct(answer(_read(request.args)))})

    def Check(self, request, context):
        inputs, kind = json_format.MessageToDict(request.news), _type(request.urn)
        if kind in _AUTO_NAMED and not inputs.get("name"):
            before = _read(request.olds).get("name")
            inputs["name"] = before or f"{_name(request.urn)}-{secrets.token_hex(4)[:7]}"
        unknown = [] if kind in RESOURCES else [pb.CheckFailure(reason=f"no resource {kind}")]
        return pb.CheckResponse(inputs=_struct(inputs), failures=unknown)

    def Diff(self, request, context):
        had = request.old_inputs if request.HasField("old_inputs") else request.olds
        old, new = _read(had), _read(request.news)
        changed = [key for key in sorted({*old, *new}) if old.get(key) != new.get(key)]
        if not changed:
            return pb.DiffResponse(changes=pb.DiffResponse.DIFF_NONE)
        replaces = RESOURCES[_type(request.urn)].update is None
        return pb.DiffResponse(
            changes=pb.DiffResponse.DIFF_SOME,
            diffs=changed,
            replaces=changed if replaces else [],
            deleteBeforeReplace=replaces,
        )

    def Create(self, request, context):
        if request.preview:
            return pb.CreateResponse(properties=request.properties)
        inputs = _read(request.properties)
        made = self._do(context, request.urn, lambda one: one.create(inputs))
        identity, outputs = made
        state = {**inputs, "name": inputs.get("name", identity), **outputs}
        return pb.CreateResponse(id=identity, properties=_struct(state))

    def Update(self, request, context):
        old, new = _read(request.olds), _read(request.news)
        if request.preview:
            return pb.UpdateResponse(properties=_struct({**old, **new}))
        outputs = self._do(context, request.urn, lambda one: one.update(request.id, old, new))
        return pb.UpdateResponse(properties=_struct({**old, **new, **(outputs or {})}))

    def Read(self, request, context):
        return pb.ReadResponse(
            id=request.id, properties=request.properties, inputs=request.inputs
        )

    def Delete(self, request, context):
        state = _read(request.properties)

        def delete(one):
            try:
                one.delete(request.id, state)
            except Exception as error:
                if not is_absent(error):
                    raise

        self._do(context, request.urn, delete)
        return empty_pb2.Empty()

    def Cancel(self, request, context):
        return empty_pb2.Empty()

    def _do(self, context, urn: str, action):
        """Runs it, and reports a failure to Pulumi with the resource's name."""
        try:
            return action(RESOURCES[_type(urn)])
        except Exception as error:
            context.abort(
                grpc.StatusCode.UNKNOWN,
                f"{_type(urn)} {_name(urn)}: {type(error).__name__}: {error}",
            )
