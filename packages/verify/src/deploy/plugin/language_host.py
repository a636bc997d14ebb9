"""Pulumi's language host for a program that node runs without a build: what
`pulumi-language-nodejs` does for the one program that sst passes on.

`language_host.py PLATFORM ... ENGINE`: PLATFORM is the folder with sst's `node_modules`. Pulumi adds
its own arguments, the engine's address last."""

import json
import os
import subprocess
import sys

from google.protobuf import empty_pb2
from pulumi.runtime.proto import language_pb2 as pb, language_pb2_grpc, plugin_pb2

from plugin_server import serve

VERSION = "3.215.0"

# Exit code of a program that has already printed its error.
BAIL = 32


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    def __init__(self, platform: str, engine: str) -> None:
        self.sdk = os.path.join(platform, "node_modules/@pulumi/pulumi/cmd/run")
        self.engine = engine

    def Handshake(self, request, context):
        self.engine = request.engine_address or self.engine
        return pb.LanguageHandshakeResponse()

    def GetRequiredPlugins(self, request, context):
        return pb.GetRequiredPluginsResponse()

    def GetRequiredPackages(self, request, context):
        return pb.GetRequiredPackagesResponse()

    def GetPluginInfo(self, request, context):
        return plugin_pb2.PluginInfo(version=VERSION)

    def InstallDependencies(self, request, context):
        return iter(())

    def RuntimeOptionsPrompts(self, request, context):
        return pb.RuntimeOptionsResponse()

    def About(self, request, context):
        return pb.AboutResponse()

    def GetProgramDependencies(self, request, context):
        return pb.GetProgramDependenciesResponse()

    def Cancel(self, request, context):
        return empty_pb2.Empty()

    def Run(self, request, context):
        code = subprocess.run(
            ["node", self.sdk, *self._arguments(request)],
            cwd=request.pwd,
            # Pulumi reads this process's standard output, so the program's output goes to standard
            # error.
            stdout=sys.stderr,
            env={
                **os.environ,
                "PULUMI_CONFIG": json.dumps(dict(request.config)),
                "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
            },
        ).returncode
        if code == BAIL:
            return pb.RunResponse(bail=True)
        return pb.RunResponse(error=f"the program ended with {code}" if code else "")

    def _arguments(self, request):
        info = request.info
        return [
            f"--monitor={request.monitor_address}",
            f"--engine={self.engine}",
            f"--organization={request.organization}",
            f"--project={request.project}",
            f"--stack={request.stack}",
            f"--pwd={request.pwd}",
            f"--parallel={request.parallel}",
            f"--root-directory={info.root_directory}",
            *(["--dry-run"] if request.dryRun else []),
            os.path.join(info.program_directory, info.entry_point),
        ]


if __name__ == "__main__":
    host = LanguageHost(platform=sys.argv[1], engine=sys.argv[-1])
    serve(lambda server: language_pb2_grpc.add_LanguageRuntimeServicer_to_server(host, server))
