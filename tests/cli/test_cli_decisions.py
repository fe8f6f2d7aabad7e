"""A manager's decisions: carried into the adjusted call plan, and refused where they cannot be meant."""

import re

import pytest


@pytest.fixture
def plan(call, deal, tmp_path):
    """Draft the adjusted plan with the decisions in a text."""

    def drafted(text, *args):
        path = tmp_path / "decisions.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return call("run", "adjusted_call_plan", deal, "--decisions", path, *args)

    return drafted


def first(call, deal):
    return call("run", "deal_review", deal, "--json").data["recommended"]


def test_without_decisions_every_item_is_undecided_and_the_document_says_so(call, deal):
    answer = call("run", "adjusted_call_plan", deal, "--json")
    assert (answer.code, answer.err) == (0, "")
    document = answer.data["document"]
    assert "undecided" in document["title"] + document["sections"][0]["body"]
    assert answer.data["recommended"] == first(call, deal)


def test_empty_list_of_decisions_is_as_good_as_none(call, deal, plan):
    given, none = plan("decisions: []", "--json").data, call("run", "adjusted_call_plan", deal, "--json").data
    given.pop("usage"), none.pop("usage")
    assert given == none


def test_rejected_action_leaves_the_plan_and_its_reason_stays(call, deal, plan):
    drafted = first(call, deal)
    data = plan(
        "decisions: [{item: r1, decision: reject, by: Mia Holt, role: manager, at: 2026-02-12, "
        "reason: The budget is frozen}]",
        "--json",
    ).data
    assert [r["action"] for r in data["recommended"]] == [r["action"] for r in drafted[1:]]
    text = " ".join(s["body"] for s in data["document"]["sections"])
    assert "Mia Holt (manager)" in text and "12 February 2026" in text and "The budget is frozen" in text


def test_amended_action_is_changed_as_told(plan):
    data = plan(
        "decisions: [{item: r1, decision: amend, by: Mia, changes: "
        "{action: Ask Dana for the CFO's calendar, with: [vance], owner: reyes, due: 2026-02-20}}]",
        "--json",
    ).data
    action = next(r for r in data["recommended"] if r["id"] == "r1")
    assert (action["action"], action["with"], action["owner"], action["due"]) == (
        "Ask Dana for the CFO's calendar",
        ["vance"],
        "reyes",
        "2026-02-20",
    )


def test_amended_status_replaces_the_inferred_one(call, deal, plan):
    before = call("run", "deal_review", deal, "--json").data["inferred"][0]
    status = "missing" if before["status"] != "missing" else "evidenced"
    data = plan(
        f"decisions: [{{item: {before['id']}, decision: amend, by: Mia, changes: {{status: {status}}}}}]",
        "--json",
    ).data
    assert next(i for i in data["inferred"] if i["id"] == before["id"])["status"] == status


def test_last_decision_on_an_item_counts(call, deal, plan):
    data = plan(
        "decisions: [{item: r1, decision: reject, by: Mia}, {item: r1, decision: approve, by: Mia}]", "--json"
    ).data
    assert [r["id"] for r in data["recommended"]] == [r["id"] for r in first(call, deal)]


def test_approved_and_rejected_are_never_mixed_up_in_the_words(call, deal, plan):
    items = [r["id"] for r in first(call, deal)]
    text = plan(f"decisions: [{{item: {items[0]}, decision: approve, by: Mia}}]").out
    assert "Approved by Mia" in text and "Rejected by" not in text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("decisions: [", "line [0-9]+: broken YAML"),
        ("- item: r1", "expected a mapping with a list 'decisions'"),
        ("decisions: r1", "expected a mapping with a list 'decisions'"),
        ("", "expected a mapping with a list 'decisions'"),
        ("decisions: [r1]", "decision 1: expected a mapping"),
        ("decisions: [{decision: approve, by: Mia}]", "decision 1: item: is missing, expected a value"),
        ("decisions: [{item: r1, decision: approve}]", "decision 1: by: is missing, expected a value"),
        ("decisions: [{item: r1, decision: approve, by: ''}]", "decision 1: by: is empty, expected text"),
        (
            "decisions: [{item: r1, decision: approve, by: Mia}, {item: r2, decision: maybe, by: Mia}]",
            "decision 2: decision: expected one of approve, amend, reject",
        ),
        (
            "decisions: [{item: first, decision: approve, by: Mia}]",
            "decision 1: item: String should match pattern",
        ),
        (
            "decisions: [{item: r1, decision: approve, by: Mia, mood: good}]",
            "decision 1: mood: is not a field here",
        ),
        (
            "decisions: [{item: r1, decision: amend, by: Mia, changes: {status: great}}]",
            "decision 1: changes.status: expected one of evidenced",
        ),
        (
            "decisions: [{item: r1, decision: amend, by: Mia, changes: {due: soon}}]",
            "decision 1: changes.due: ",
        ),
        (
            "decisions: [{item: r1, decision: amend, by: Mia, changes: {rank: 0}}]",
            "decision 1: changes.rank: ",
        ),
        (
            "decisions: [{item: r1, item: r2, decision: approve, by: Mia}]",
            "line 1: broken YAML: the key 'item' stands twice",
        ),
        (
            "decisions: [{item: r99, decision: approve, by: Mia}]",
            "r99: no such item in the deal review at e2",
        ),
        (
            "decisions: [{item: r1, decision: amend, by: Mia, changes: {with: [nobody]}}]",
            "r1: 'nobody' is nobody in this deal",
        ),
        (
            "decisions: [{item: r1, decision: amend, by: Mia, changes: {owner: nobody}}]",
            "r1: 'nobody' is nobody in this deal",
        ),
        (b"PK\x03\x04xx", "is a zip archive, expected YAML text"),
        ("decisions: [{item: r1, decision: approve, by: Zo\xeb}]".encode("latin-1"), "is not UTF-8"),
        ("[" * 100_000, "nests over 200 levels"),
    ],
)
def test_decisions_that_cannot_be_meant_are_refused_in_one_line(plan, tmp_path, text, told):
    fault = plan(text, "--json").fault
    assert fault.startswith(f"{tmp_path / 'decisions.yaml'}: ")
    assert re.search(told, fault), fault


def test_missing_decisions_file(call, deal, tmp_path):
    fault = call("run", "adjusted_call_plan", deal, "--decisions", tmp_path / "none.yaml").fault
    assert fault == f"{tmp_path / 'none.yaml'}: no such file, expected a YAML file"


def test_folder_in_place_of_decisions(call, deal, tmp_path):
    assert (
        "is a folder, expected a YAML file"
        in call("run", "adjusted_call_plan", deal, "--decisions", tmp_path).fault
    )


def test_unknown_event_goes_before_the_decisions(call, deal, tmp_path):
    path = tmp_path / "d.yaml"
    path.write_text("decisions: [{item: r1, decision: approve, by: Mia}]")
    assert (
        "has no event 'e9'"
        in call("run", "adjusted_call_plan", deal, "--as-of", "e9", "--decisions", path).fault
    )


def test_decisions_are_on_the_review_at_the_same_event_and_level(call, deal, tmp_path):
    path = tmp_path / "d.yaml"
    review = call("run", "deal_review", deal, "--specificity", "none", "--json").data
    path.write_text(f"decisions: [{{item: r{len(review['recommended']) + 1}, decision: approve, by: Mia}}]")
    assert (
        "no such item"
        in call("run", "adjusted_call_plan", deal, "--specificity", "none", "--decisions", path).fault
    )
