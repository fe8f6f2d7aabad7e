"""Opening the app from the command line."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ADDRESS = "localhost"
EVERYWHERE = "0.0.0.0"
FIRST_PORT = 8501
APP = Path(__file__).resolve().parent.parent / "app.py"
#: Set while the app serves others: whatever happens to the secrets then, nobody is let in without signing in.
SHARED = "PLAYBOOK_STUDIO_SHARED"
_LOCAL = ("localhost", "127.0.0.1", "::1")
_NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret")


def launch(port: int | None = None, *, share: bool = False, address: str | None = None) -> None:
    """Serve the app until it is stopped: on this machine only, or to others where they must sign in.

    Streamlit opens the browser where there is a screen. Without a port, the
    first free one from 8501 is taken. `share` answers on every address of
    this machine, or on `address`.
    """
    where = address or (EVERYWHERE if share else ADDRESS)
    if refusal := _refusal(where, share):
        _leave(refusal)
    if port is not None and not _free(port):
        _leave(f"port {port} is in use or not allowed, expected a free one (1 to 65535)")
    port = port or next((p for p in range(FIRST_PORT, FIRST_PORT + 200) if _free(p)), FIRST_PORT)
    from streamlit.web.cli import main

    os.environ[SHARED] = "" if where in _LOCAL else "1"
    print(_told(where, port), flush=True)
    main(["run", str(APP), f"--server.address={where}", f"--server.port={port}",
          "--browser.gatherUsageStats=false", "--server.showEmailPrompt=false"], prog_name="streamlit")


def sign_in_section(secrets: Any) -> Mapping[str, Any]:
    """Return how people sign in, as the secrets say; empty where they do not."""
    try:
        found = secrets.get("auth") or {}
    except (OSError, KeyError, ValueError):  # no secrets, or none that can be read
        return {}
    return found if isinstance(found, Mapping) else {}


def _refusal(where: str, share: bool) -> str:
    """Why the app is not served at an address; empty where it is."""
    if where in _LOCAL:
        return ""
    if not share:
        return f"--address {where}: others could reach the studio there, expected --share with it"
    import streamlit as st
    from streamlit.auth_util import is_authlib_installed

    section = sign_in_section(st.secrets)
    if not section:
        return ("--share: no sign-in is set up, and without it anybody on your network could read your deals; expected "
                "[auth] in .streamlit/secrets.toml (OpenID Connect)")
    providers = [v for v in section.values() if isinstance(v, Mapping)] or [section]
    missing = [n for n in _NEEDED if n not in section and not all(n in p for p in providers)]
    if missing:
        return f"--share: the sign-in lacks {', '.join(missing)}, expected them under [auth] in .streamlit/secrets.toml"
    if not is_authlib_installed():
        return "--share: the library for signing in is missing, expected it: pip install 'playbook-studio[sign-in]'"
    return "" if _ours(where) else f"--address {where}: is no address of this machine, expected one, or none for all"


def _ours(host: str) -> bool:
    """Tell whether this machine can answer on an address."""
    try:
        family, kind, protocol, _, at = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.bind(at)
    except OSError:
        return False
    return True


def _told(where: str, port: int) -> str:
    if where in _LOCAL:
        return f"Playbook Studio: http://{where}:{port}  (on this machine only; Ctrl-C stops it)"
    return f"Playbook Studio: port {port} at {where}, for everybody who can sign in  (Ctrl-C stops it)"


def _leave(why: str) -> None:
    print(why, file=sys.stderr)
    sys.exit(1)


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
