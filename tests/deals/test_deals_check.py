"""`deals check` and gold: every fault is told."""

import re

import pytest

from playbook.text_files import FileFault
from studio.deals.check import check
from studio.evaluation.gold import read_gold


def test_sound_folder_has_no_fault(folder):
    assert check(folder) == []
    (folder / "gold.yaml").unlink()
    assert check(folder) == []
    assert read_gold(folder) == []


def test_gold_is_read_with_its_names(folder):
    labels = read_gold(folder)[0]
    assert (labels.as_of, labels.qualification["metrics"].status) == ("e3", "evidenced")
    assert labels.next_actions[0].with_ == ["vance"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("as_of: e3", "as_of: e9", "e9: is not an event"),
        ("as_of: e3", "as_of: e1", "'2026-02-11-discovery' is not evidence that this event sees"),
        ("40  hours", "50 hours", r"e3.qualification.metrics.quotes.\[1\]: is not verbatim"),
        ("Robert does", "Who signs? Dana Ortiz: Robert does", "runs over more than one turn"),
        (
            'status: partial, quotes: [{evidence: 2026-02-11-discovery, text: "Robert does"}]',
            "status: partial",
            "is partial without a quote",
        ),
        ("    champion: {status: missing}\n", "", "lacks champion, expected the eight"),
        (
            "champion: {status: missing}",
            "champion: {status: missing}\n    budget: {status: missing}",
            "holds the unknown budget",
        ),
        (
            "champion: {status: missing}",
            "champion: {status: unclear}",
            "champion.status: expected one of evidenced",
        ),
        ("score: 0", "score: 4", "multi_threading.score: .*less than or equal to 3"),
        ("multi_threading: {", "charm: {", "behaviours.charm: 'charm' is not a canonical id"),
        (
            "truth: partial",
            "truth: missing",
            r"traps.\[1\].truth: 'missing' but economic_buyer is labelled 'partial'",
        ),
        ("evidence: crm", "evidence: gossip", r"traps.\[1\].evidence: 'gossip'"),
        ("with: [vance]", "with: [nobody]", r"next_actions.\[1\].with: 'nobody' is nobody"),
        ("closes: paper_process", "closes: paperwork", r"wrong_actions.\[1\].closes: 'paperwork'"),
        ("stage_supported: discovery", "stage_supported: Discovery", "stage_supported: expected one of lead"),
        ("stage_supported: discovery", "stage_supported: discovery\n  note: x", "note: is not a field here"),
    ],
)
def test_faults_of_labels_are_told(bend, old, new, expected):
    faults = check(bend("gold.yaml", old, new))
    assert any(re.search(expected, fault) for fault in faults), faults
    assert all("gold.yaml: " in fault for fault in faults)


@pytest.mark.parametrize("content", ["a: 1", "- 7", "- as_of: e3\n  as_of: e3", "- [", "7"])
def test_gold_that_is_no_list_of_sets_is_refused(folder, content):
    (folder / "gold.yaml").write_text(content)
    with pytest.raises(FileFault, match=r"gold\.yaml"):
        read_gold(folder)
    assert check(folder)


def test_second_set_for_an_event_is_refused(folder):
    path = folder / "gold.yaml"
    path.write_text(path.read_text() * 2)
    with pytest.raises(FileFault, match="e3: has two label sets"):
        read_gold(folder)


def test_every_fault_of_the_record_is_told_at_once(bend):
    bend("deal.yaml", "amount: 240000", "amount: much")
    faults = check(bend("deal.yaml", "side: seller", "side: us"))
    assert len(faults) == 2


def test_faults_of_dates_and_files_are_told(bend):
    bend("deal.yaml", "close_date: 2026-06-30", "close_date: 2026-01-30")
    bend("deal.yaml", "date: 2026-02-11, ", "date: 2026-02-10, ")
    folder = bend("deal.yaml", "     about: 2026-02-11-discovery", "     about: 2026-02-05-email")
    (folder / "evidence" / "stray.txt").write_text("words")
    (folder / "evidence" / "2026-02-01-deck.pptx").write_bytes(b"PK\x03\x04")
    (folder / "evidence" / "2026-02-02-web-form.txt").write_bytes(b"PK\x03\x04")
    told = "\n".join(check(folder))
    for expected in (
        "opportunity.close_date",
        "is later than the event",
        "e3.about",
        "stray.txt: is listed by no",
        "stray.txt: expected a name like",
        "deck.pptx: is not a kind",
        "web-form.txt: is a zip archive",
    ):
        assert expected in told
    assert len(told.splitlines()) == 7


def test_missing_evidence_is_told_once(folder):
    (folder / "evidence" / "2026-02-05-email.eml").unlink()
    assert len(check(folder)) == 1
