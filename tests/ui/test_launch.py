"""The launcher: this machine only, one line that says where, one line where it cannot."""

from __future__ import annotations

import socket

import pytest

from studio.ui import launch


@pytest.fixture
def started(monkeypatch):
    calls: list[list[str]] = []
    monkeypatch.setattr("streamlit.web.cli.main", lambda args, **_: calls.append(args))
    return calls


def test_app_is_served_on_this_machine_only_and_says_where(started, capsys):
    launch.launch(None)
    assert "--server.address=localhost" in started[0]
    port = next(a for a in started[0] if a.startswith("--server.port=")).split("=")[1]
    assert f"http://localhost:{port}" in capsys.readouterr().out


def test_busy_port_is_refused_in_one_line(started, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SystemExit) as left:
            launch.launch(taken.getsockname()[1])
    assert left.value.code == 1 and not started
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


@pytest.mark.parametrize("port", [-1, 0, 70000])
def test_port_out_of_range_is_refused(started, port):
    with pytest.raises(SystemExit):
        launch.launch(port)
    assert not started


def test_no_port_takes_the_next_free_one(started, monkeypatch):
    monkeypatch.setattr(launch, "_free", lambda port: port == launch.FIRST_PORT + 2)
    launch.launch()
    assert f"--server.port={launch.FIRST_PORT + 2}" in started[0]
