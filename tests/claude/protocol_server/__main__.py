"""`python -m protocol_server --port N`: the server as a process, for benches and for clients that are killed."""

from __future__ import annotations

import argparse
from importlib import import_module

from protocol_server.app import build_app
from protocol_server.serving import HOST, listen, uvicorn_server


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(prog="protocol_server", description=__doc__)
    parser.add_argument("--port", type=int, default=8765, help="port on loopback; 0 takes a free one")
    parser.add_argument("--replies", metavar="MODULE:FUNCTION", help="what the model answers; default: built")
    options = parser.parse_args()
    replies = None
    if options.replies:
        module, _, function = options.replies.partition(":")
        replies = getattr(import_module(module), function)
    sock = listen(options.port)
    print(f"protocol server on http://{HOST}:{sock.getsockname()[1]}", flush=True)
    uvicorn_server(build_app(replies)).run(sockets=[sock])


if __name__ == "__main__":
    main()
