"""Serves one Pulumi resource provider: `provider.py aws`, `provider.py random` or
`provider.py command`.

It stands in for the official plugins on machines that cannot download them, and knows only the
resources that the stacks declare. Each becomes the calls to AWS that the official provider makes.
"""

import sys

from pulumi.runtime.proto import provider_pb2_grpc

from plugin_server import serve
from resource_provider import ResourceProvider

kind = sys.argv[1]
# Importing a module registers its resources.
if kind == "aws":
    import cloudfront, events, functions, gateway, identity, monitoring, queues, sign_in, storage
else:
    import local

serve(
    lambda server: provider_pb2_grpc.add_ResourceProviderServicer_to_server(
        ResourceProvider(kind), server
    )
)
