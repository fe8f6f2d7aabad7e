"""The app answers on this machine only, unless people must sign in; and it says so."""

from __future__ import annotations

import socket

import pytest
import streamlit as st

from studio.ui import launch

AUTH = {"redirect_uri": "http://localhost:8501/oauth2callback", "cookie_secret": "x" * 40, "client_id": "a",
        "client_secret": "b", "server_metadata_url": "https://id.example/.well-known/openid-configuration"}


@pytest.fixture
def started(monkeypatch):
    calls: list[list[str]] = []
    monkeypatch.setenv(launch.SHARED, "")
    monkeypatch.setattr("streamlit.web.cli.main", lambda args, **_: calls.append(args))
    monkeypatch.setattr("streamlit.auth_util.is_authlib_installed", lambda: True)
    return calls


@pytest.fixture
def secrets(monkeypatch):
    def given(content):
        monkeypatch.setattr(st, "secrets", content)

    given({})
    return given


def refused(capsys, **how) -> str:
    with pytest.raises(SystemExit) as left:
        launch.launch(**how)
    told = capsys.readouterr().err.strip()
    assert left.value.code == 1 and len(told.splitlines()) == 1
    return told


def test_without_sharing_it_is_this_machine_even_where_people_can_sign_in(started, secrets, capsys, monkeypatch):
    secrets({"auth": AUTH})
    launch.launch()
    assert "--server.address=localhost" in started[0]
    assert "on this machine only" in capsys.readouterr().out
    assert not launch.os.environ[launch.SHARED]


def test_sharing_without_sign_in_is_refused_in_one_sentence(started, secrets, capsys):
    told = refused(capsys, share=True)
    assert "no sign-in is set up" in told and "[auth] in .streamlit/secrets.toml" in told
    assert not started


def test_sharing_with_sign_in_answers_everywhere_and_says_so(started, secrets, capsys):
    secrets({"auth": AUTH})
    launch.launch(share=True)
    assert "--server.address=0.0.0.0" in started[0]
    assert "for everybody who can sign in" in capsys.readouterr().out
    assert launch.os.environ[launch.SHARED] == "1"


def test_sharing_on_one_address(started, secrets):
    secrets({"auth": AUTH})
    launch.launch(share=True, address="127.0.0.1")
    assert "--server.address=127.0.0.1" in started[0]


def test_address_of_others_needs_sharing(started, secrets, capsys):
    secrets({"auth": AUTH})
    assert "expected --share with it" in refused(capsys, address="0.0.0.0")
    assert not started


def test_name_that_nobody_knows_is_refused(started, secrets, capsys, monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    secrets({"auth": AUTH})
    monkeypatch.setattr(launch.socket, "getaddrinfo", unknown)
    assert "is no address of this machine" in refused(capsys, share=True, address="no.such.host.invalid")
    assert not started


def test_address_that_is_none_of_this_machine_is_refused(started, secrets, capsys):
    secrets({"auth": AUTH})
    for where in ("203.0.113.7", "2001:db8::1"):
        assert "is no address of this machine" in refused(capsys, share=True, address=where)
    assert not started


@pytest.mark.parametrize("missing", ["redirect_uri", "cookie_secret", "client_id", "client_secret"])
def test_half_a_sign_in_is_refused_and_says_what_it_lacks(started, secrets, capsys, missing):
    secrets({"auth": {k: v for k, v in AUTH.items() if k != missing}})
    assert f"lacks {missing}" in refused(capsys, share=True)
    assert not started


def test_named_providers_are_a_sign_in_too(started, secrets):
    shared = {k: AUTH[k] for k in ("redirect_uri", "cookie_secret")}
    secrets({"auth": shared | {"okta": {"client_id": "a", "client_secret": "b"}}})
    launch.launch(share=True)
    assert started


def test_missing_library_is_said_with_what_to_do(started, secrets, capsys, monkeypatch):
    secrets({"auth": AUTH})
    monkeypatch.setattr("streamlit.auth_util.is_authlib_installed", lambda: False)
    assert "pip install 'playbook-studio[sign-in]'" in refused(capsys, share=True)


@pytest.mark.parametrize("content", [{}, {"auth": {}}, {"auth": None}, {"auth": "yes"}, {"other": {"a": 1}}])
def test_what_is_no_sign_in(content):
    assert not launch.sign_in_section(content)


def test_secrets_that_cannot_be_read_are_no_sign_in():
    class Broken:
        def get(self, name):
            raise FileNotFoundError(name)

    assert launch.sign_in_section(Broken()) == {}
