"""Opening the app from the command line."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

ADDRESS = "localhost"
FIRST_PORT = 8501
APP = Path(__file__).resolve().parent.parent / "app.py"


def launch(port: int | None = None) -> None:
    """Serve the app on this machine until it is stopped.

    Streamlit opens the browser where there is a screen. Without a port, the
    first free one from 8501 is taken.
    """
    if port is not None and not _free(port):
        print(f"port {port} is in use or not allowed, expected a free one (1 to 65535)", file=sys.stderr)
        sys.exit(1)
    port = port or next((p for p in range(FIRST_PORT, FIRST_PORT + 200) if _free(p)), FIRST_PORT)
    from streamlit.web.cli import main

    print(f"Playbook Studio: http://{ADDRESS}:{port}  (Ctrl-C stops it)", flush=True)
    main(["run", str(APP), f"--server.address={ADDRESS}", f"--server.port={port}",
          "--browser.gatherUsageStats=false", "--server.showEmailPrompt=false"], prog_name="streamlit")


def _free(port: int) -> bool:
    if not 0 < port < 65536:
        return False
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
        except OSError:
            if family == socket.AF_INET or (socket.has_ipv6 and _has(host)):
                return False
    return True


def _has(host: str) -> bool:
    """Tell whether this machine has the address at all."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind((host, 0))
        return True
    except OSError:
        return False
