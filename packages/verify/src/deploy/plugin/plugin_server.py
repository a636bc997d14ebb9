"""How Pulumi talks to a plugin: gRPC on a loopback port, printed as the first line of output."""

from concurrent.futures import ThreadPoolExecutor

import grpc

MAX_MESSAGE_BYTES = 400 << 20


def serve(add_service) -> None:
    limits = [
        ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
        ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
    ]
    server = grpc.server(ThreadPoolExecutor(16), options=limits)
    add_service(server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    try:
        server.wait_for_termination()
    except KeyboardInterrupt:
        # sst interrupts plugins that it no longer needs.
        server.stop(grace=None)
