"""A comparison in a process of its own: progress, stopping, one at a time."""

from __future__ import annotations

import io
import json
import time

import pytest

from studio import measuring
from studio.measuring import Measurement


class FakeProcess:
    """A process that has said what it will say."""

    def __init__(self, out: str = "", err: str = "", code: int = 0) -> None:
        self.stdout, self.stderr, self.code = io.StringIO(out), io.StringIO(err), code

    def wait(self) -> int:
        return self.code


@pytest.fixture(autouse=True)
def nothing_under_way():
    measuring._current.clear()
    yield
    for one in measuring._current:
        if not isinstance(one.process, FakeProcess):
            one.stop()
    measuring._current.clear()


def followed(**said) -> Measurement:
    one = Measurement(FakeProcess(**said))
    measuring._follow(one)
    return one


def test_progress_is_read_line_by_line_and_other_lines_are_passed_over():
    one = followed(out="1 4\nhello\n3 4\n")
    assert (one.done, one.planned, one.share, one.state) == (3, 4, 0.75, "done")


def test_process_that_fails_says_why():
    one = followed(err="a line\nwexcombe: no such deal\n", code=1)
    assert (one.state, one.fault) == ("failed", "wexcombe: no such deal")


def test_stopped_measurement_stays_stopped_when_its_process_ends():
    one = Measurement(FakeProcess(code=-9))
    one.state = "stopped"
    measuring._follow(one)
    assert one.state == "stopped"


def test_share_is_nothing_before_anything_is_planned():
    assert Measurement(FakeProcess()).share == 0.0


def test_bad_input_is_one_line_and_exit_code_1(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(tmp_path))
    order = json.dumps({"deals": ["no-such-deal"], "jobs": [["reference", None]], "workflow": "deal_review",
                        "placebo": False})
    assert measuring.main(order) == 1
    said = capsys.readouterr().err
    assert "no-such-deal" in said and said.count("\n") == 1


def test_running_measurement_is_returned_instead_of_a_second_one(monkeypatch):
    monkeypatch.setattr(measuring, "_started", lambda *_: Measurement(FakeProcess()))
    first = measuring.start(["a"])
    assert measuring.start(["a"]) is first
    first.state = "done"
    assert measuring.start(["a"]) is not first


def test_stop_ends_the_process_and_keeps_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(tmp_path))
    one = measuring.start(["nordfjord-cold-chain"])
    one.stop()
    until = time.monotonic() + 10
    while one.process.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    assert one.process.poll() is not None
    assert one.state == "stopped"
    assert measuring.latest_stamp() is None


def test_latest_stamp_names_the_newest_comparison(tmp_path, monkeypatch):
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(tmp_path))
    assert measuring.latest_stamp() is None
    (tmp_path / "comparisons").mkdir()
    for name in ("compare-0001.json", "compare-0002.json"):
        (tmp_path / "comparisons" / name).write_text("{}")
    assert measuring.latest_stamp()[0] == "compare-0002.json"
