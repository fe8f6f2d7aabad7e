"""With --json one JSON document stands on stdout and nothing else; without it people can read it."""

import json

import pytest

from playbook.ladder import LEVELS
from studio.drafting.draft import QUALIFICATION_FORM, WORKFLOWS

KEYS = [
    "workflow",
    "deal",
    "as_of",
    "engine",
    "model",
    "playbook",
    "specificity",
    "observed",
    "inferred",
    "recommended",
    "behaviours",
    "stage_supported",
    "document",
    "usage",
    "approval",
]


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_run_prints_a_draft_with_the_keys_of_the_contract(call, deal, workflow):
    answer = call("run", workflow, deal, "--json")
    assert (answer.code, answer.err) == (0, "")
    draft = answer.data
    assert list(draft) == KEYS
    assert (draft["workflow"], draft["deal"], draft["as_of"]) == (workflow, "harbor", "e2")
    assert (draft["engine"], draft["model"], draft["approval"]) == ("offline", None, "undecided")
    assert draft["playbook"] == {"id": "reference", "version": 1} and draft["specificity"] == "exemplified"


@pytest.mark.parametrize("level", LEVELS)
def test_run_fills_the_form_at_every_level(call, deal, level):
    draft = call("run", "deal_review", deal, "--specificity", level, "--json").data
    assert draft["specificity"] == level
    about = [i["about"] for i in draft["inferred"] if i["status"]]
    assert sorted(a for a in about if a in QUALIFICATION_FORM) == sorted(QUALIFICATION_FORM)


def test_run_quotes_what_stands_in_the_evidence_as_shown(call, deal):
    texts = {e["id"]: e["text"] for e in call("deals", "show", deal, "--json").data["evidence"]}
    quotes = [q for o in call("run", "deal_review", deal, "--json").data["observed"] for q in o["quotes"]]
    assert quotes
    for quote in (q for q in quotes if q["evidence"] != "crm"):
        assert texts[quote["evidence"]][quote["start"] : quote["end"]] == quote["text"]


def test_run_sees_nothing_that_comes_after_its_event(call, deal):
    draft = call("run", "deal_review", deal, "--as-of", "e1", "--json")
    assert draft.data["as_of"] == "e1"
    assert "2026-02-11-call" not in draft.out


def test_running_twice_differs_in_nothing_but_usage(call, deal):
    first, second = (call("run", "deal_review", deal, "--json").data for _ in range(2))
    assert first.pop("usage").keys() == second.pop("usage").keys()
    assert first == second


def test_exported_level_gives_the_draft_that_is_asked_for(call, deal, tmp_path):
    path = tmp_path / "guided.yaml"
    assert call("export", "reference", "--specificity", "guided", "--out", path).code == 0
    asked = call("run", "deal_review", deal, "--specificity", "guided", "--json").data
    exported = call("run", "deal_review", deal, "--playbook", path, "--json").data
    for draft in (asked, exported):
        draft.pop("usage"), draft.pop("specificity")
    assert asked == exported


def test_run_takes_an_own_playbook_and_a_shipped_deal(call, book):
    answer = call(
        "run", "deal_review", "brandtner-spare-parts", "--playbook", book, "--as-of", "e2", "--json"
    )
    assert answer.code == 0
    assert answer.data["playbook"] == {"id": "acme", "version": 1}


def test_compare_prints_cells_levels_steps_and_counts(call, deal):
    answer = call("compare", deal, "--specificity", "none,exemplified", "--json")
    assert answer.code == 0
    data = answer.data
    assert [(c["deal"], c["as_of"], c["workflow"], c["specificity"], c["repeat"]) for c in data["cells"]] == [
        ("harbor", "e2", "deal_review", "none", 1),
        ("harbor", "e2", "deal_review", "exemplified", 1),
    ]
    assert {"none", "exemplified", "text_blind", "all_missing"} == {
        row["specificity"] for row in data["levels"]
    }
    assert [(s["from"], s["to"]) for s in data["steps"]] == [("none", "exemplified")]
    assert {k: data["counts"][k] for k in ("planned", "scored", "failed", "refused", "unscorable")} == {
        "planned": 2,
        "scored": 2,
        "failed": 0,
        "refused": 0,
        "unscorable": 0,
    }
    assert data["refused_quotes"] == 0
    assert "2 of 2 cells" in answer.err


def test_compare_takes_each_level_and_workflow_once(call, deal):
    data = call(
        "compare",
        deal,
        "--specificity",
        "named, named",
        "--workflow",
        "deal_review,pre_call_plan,deal_review",
        "--repeats",
        "2",
        "--json",
    ).data
    assert [(c["workflow"], c["specificity"], c["repeat"]) for c in data["cells"]] == [
        ("deal_review", "named", 1),
        ("deal_review", "named", 2),
        ("pre_call_plan", "named", 1),
        ("pre_call_plan", "named", 2),
    ]


def test_compare_adds_the_controls_on_request(call, deal):
    rows = call("compare", deal, "--specificity", "exemplified", "--placebo", "--json").data["levels"]
    assert {"placebo", "shuffled"} <= {row["specificity"] for row in rows}


def test_check_prints_scores_entries_findings_and_what_is_next(call):
    answer = call("check", "thin", "--json")
    assert (answer.code, answer.err) == (0, "")
    data = answer.data
    assert data["playbook"]["id"] == "thin" and data["valid"] is True
    assert 0 < data["score"] < 0.5 and set(data["pillars"]) >= {
        "process",
        "qualification",
        "method",
        "behaviours",
    }
    paths = {e["path"] for e in data["entries"]}
    assert {f["path"] for f in data["findings"]} <= paths and {n["path"] for n in data["next"]} <= paths
    assert all(e["why"] and (e["missing"] or e["score"] == 1) for e in data["entries"])


def test_deals_show_prints_the_deal_as_read(call, deal):
    answer = call("deals", "show", deal, "--json")
    assert (answer.code, answer.err) == (0, "")
    data = answer.data
    assert list(data) == ["deal", "events", "people", "evidence"]
    assert data["deal"]["account"]["country"] == "NO"
    assert [e["id"] for e in data["events"]] == ["e1", "e2"]
    conversation = data["evidence"][1]
    assert (conversation["id"], conversation["type"]) == ("2026-02-11-call", "call")
    assert [t["side"] for t in conversation["turns"]] == ["seller", "buyer", "seller", "buyer"]
    for turn in conversation["turns"]:
        assert turn["speaker"] in ("reyes", "ortiz")
        assert conversation["text"][turn["start"] : turn["end"]]


def test_deals_show_never_shows_gold(call, deal):
    assert "stage_supported" not in call("deals", "show", deal, "--json").out
    assert "partial" not in call("deals", "show", deal).out


def test_deals_check_prints_every_fault_by_deal(call, deal):
    sound = call("deals", "check", deal, "--json")
    assert (sound.code, sound.err, sound.data) == (0, "", {"deals": [{"deal": str(deal), "faults": []}]})
    (deal / "evidence" / "2026-02-11-call.txt").unlink()
    (deal / "evidence" / "2026-03-01-stray.txt").write_text("words")
    faulty = call("deals", "check", deal, deal.parent / "none", "--json")
    assert faulty.code == 1
    faults = [d["faults"] for d in faulty.data["deals"]]
    assert any("2026-02-11-call" in f for f in faults[0]) and any("stray" in f for f in faults[0])
    assert ["no such deal" in f for f in faults[1]] == [True]
    assert len(faulty.err.splitlines()) == 1 and faulty.err.startswith(faults[0][0])


def test_export_prints_the_text_inside_its_document(call):
    data = call("export", "thin", "--as", "json", "--specificity", "named", "--json").data
    assert (data["playbook"], data["as"], data["specificity"], data["out"]) == ("thin", "json", "named", None)
    assert json.loads(data["text"])["specificity"] == "named"


# -- for people


def test_draft_is_read_as_a_document_and_three_lanes(call, deal):
    text = call("run", "deal_review", deal).out
    heads = [
        text.index(h)
        for h in ("# ", "## Observed", "## Inferred", "## Recommended (for a person to approve)")
    ]
    assert heads == sorted(heads)


def test_comparison_is_read_as_a_table(call, deal):
    answer = call("compare", deal, "--specificity", "none,exemplified")
    assert answer.code == 0
    assert "exemplified" in answer.out and "cells" not in answer.out.splitlines()[0]


def test_check_is_read_as_scores_wording_and_what_is_next(call):
    text = call("check", "thin").out
    assert "valid, specificity" in text and "Wording (" in text and "Codify next:" in text
    assert (
        "… and" in text
        and len([line for line in text.splitlines() if "two people would judge" in line]) <= 20
    )


def test_deal_is_read_as_timeline_and_texts(call, deal):
    text = call("deals", "show", deal).out
    assert text.startswith("harbor: Harborline")
    assert (
        text.index("e1 ")
        < text.index("e2 ")
        < text.index("== 2026-02-11-call (call)")
        < text.index("We lose 40 hours")
    )


def test_checked_deals_are_read_one_by_one(call, deal):
    assert call("deals", "check", deal).out == f"{deal}: no fault\n"


@pytest.mark.parametrize(
    ("gold", "reason"), [(None, "no "), ("as_of: e9", "no event 'e9', expected one of e1, e2")]
)
def test_cell_without_labels_is_counted_as_unscorable_with_its_reason(call, deal, gold, reason):
    path = deal / "gold.yaml"
    path.unlink() if gold is None else path.write_text(path.read_text().replace("as_of: e2", gold))
    answer = call("compare", deal, "--specificity", "none", "--json")
    assert (answer.code, answer.data["counts"]["unscorable"], answer.data["counts"]["scored"]) == (0, 1, 0)
    assert reason in answer.data["cells"][0]["reason"]
