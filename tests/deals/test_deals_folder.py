"""Deal folders: found, read, refused, cut at an event."""

import datetime
import time

import pytest

from playbook.text_files import FileFault
from studio import paths
from studio.deals.folder import (
    UnknownEvent,
    find_deal,
    load,
    read_deal,
    read_evidence,
    shipped_deals,
    visible,
)
from studio.deals.model import record_at
from studio.deals.show import show


def test_sound_folder_is_read_whole(folder):
    loaded = load(folder)
    assert loaded.deal.owner.id == "reyes"
    assert list(loaded.evidence) == ["2026-02-02-web-form", "2026-02-05-email", "2026-02-11-discovery"]
    assert loaded.evidence["2026-02-05-email"].date == datetime.date(2026, 2, 5)


def test_unknown_keys_are_left_aside(bend):
    folder = bend("deal.yaml", "forecast: commit", "forecast: commit\n  probability: 60")
    assert read_deal(folder).opportunity.forecast == "commit"


def test_field_values_become_text(bend):
    deal = read_deal(
        bend(
            "deal.yaml",
            'champion: "Dana Ortiz"',
            "seats: 40, on: 2026-03-01, won: false, none: , many: [a, 2]",
        )
    )
    assert deal.opportunity.fields == {
        "economic_buyer": "R. Vance (CFO)",
        "seats": "40",
        "on": "2026-03-01",
        "won": "false",
        "none": "",
        "many": "a, 2",
    }


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("amount: 240000", 'amount: "240,000"', "opportunity.amount: expected an amount"),
        ("amount: 240000", "amount: .nan", "opportunity.amount: expected an amount"),
        ("amount: 240000", "amount: -1", "opportunity.amount: expected an amount"),
        ("amount: 240000", "amount: true", "opportunity.amount: expected an amount"),
        ("forecast: commit", "forecast: sure", "opportunity.forecast: expected one of pipeline"),
        ("created: 2026-02-02", "created: soon", "opportunity.created: expected a date as YYYY-MM-DD"),
        ("stage: Proposal", "stage: [a]", "opportunity.stage: expected text"),
        ("{id: ortiz, name: Dana", "{name: Dana", r"people.\[1\].id: is missing"),
        ("title: CFO, side: buyer", "title: CFO, side: ally", "people.vance.side: expected one of buyer"),
        ("{id: vance, ", "{id: ortiz, ", "people.ortiz: the id stands twice"),
        ("{id: e2, ", "{id: e1, ", "events.e1: the id stands twice"),
        ("date: 2026-02-06", "date: 2026-02-01", "events.e2.date: 2026-02-01 is before e1"),
        (
            "evidence: [2026-02-05-email]",
            "evidence: [2026-02-05-lost]",
            "events.e2.evidence: '2026-02-05-lost'",
        ),
        ("evidence: [2026-02-05-email]", "evidence: [../deal]", "without path separators"),
        ("evidence: [2026-02-05-email]", "evidence: 2026-02-05-email", "events.e2.evidence: expected a list"),
        ("id: harbor-freight-wms", "id: ../x", "id: expected a plain name"),
        ("seller_company: Slotwise", "seller_company: {a: 1}", "seller_company: expected text"),
        ("account: {name", "account: [name], x: {name", "line 2: broken YAML"),
    ],
)
def test_fault_names_file_place_and_expectation(bend, old, new, expected):
    with pytest.raises(FileFault, match=rf"deal\.yaml: .*{expected}"):
        read_deal(bend("deal.yaml", old, new))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("- id: x\n", "expected a mapping .* found a list"),
        ("", "found nothing"),
        ("id: [", "line 2: broken YAML"),
        ("a: " + "[" * 300_000, "nests over"),
        ("- " * 300_000, "nests over"),
        ("PK\x03\x04", "is a zip archive"),
    ],
)
def test_deal_file_that_is_no_mapping_is_refused(folder, content, expected):
    (folder / "deal.yaml").write_text(content)
    with pytest.raises(FileFault, match=expected):
        read_deal(folder)


def test_two_files_for_one_id_are_refused(folder):
    (folder / "evidence" / "2026-02-05-email.txt").write_text("words")
    with pytest.raises(FileFault, match="several files"):
        read_deal(folder)


def test_link_out_of_the_folder_is_refused(folder, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("Tom: a\nDana: b\nTom: c\nDana: d\n")
    path = folder / "evidence" / "2026-02-11-discovery.txt"
    path.unlink()
    path.symlink_to(secret)
    with pytest.raises(FileFault, match="leads out of the deal folder"):
        load(folder)


@pytest.mark.parametrize("evidence_id", ["../gold", "a/b", "a\\b", "..", "", "a\0b", "2026-01-01-none"])
def test_evidence_id_never_leaves_the_folder(folder, evidence_id):
    with pytest.raises(FileFault):
        read_evidence(read_deal(folder), evidence_id)


def test_event_sees_its_evidence_and_the_earlier_once(bend):
    loaded = load(bend("deal.yaml", "evidence: []", "evidence: [2026-02-05-email]"))
    assert [e.id for e in visible(loaded, "e1")] == ["2026-02-02-web-form"]
    assert [e.id for e in visible(loaded, "e2")] == ["2026-02-02-web-form", "2026-02-05-email"]
    assert [e.id for e in visible(loaded, "e4")] == list(loaded.evidence)


def test_unknown_event_lists_the_known_ones(folder):
    loaded = load(folder)
    with pytest.raises(UnknownEvent, match="no event 'e9', expected one of e1, e2, e3, e4"):
        visible(loaded, "e9")
    with pytest.raises(ValueError, match="e9"):
        record_at(loaded.deal, "e9")


def test_record_overrides_hold_from_their_event_on(bend):
    bend(
        "deal.yaml",
        "evidence: [2026-02-05-email]}",
        "evidence: [2026-02-05-email], record: {stage: Demo, fields: {champion: X}}}",
    )
    deal = read_deal(
        bend("deal.yaml", "evidence: []}", "record: {amount: 1, next_step: , fields: {pain: Y}}}")
    )
    first, second, third, last = (record_at(deal, e) for e in ("e1", "e2", "e3", "e4"))
    assert (first.stage, first.fields["champion"]) == ("Proposal", "Dana Ortiz")
    assert second == third
    assert (second.stage, second.fields["champion"], second.amount) == ("Demo", "X", 240000)
    assert (last.stage, last.amount, last.next_step) == ("Demo", 1, "")
    assert last.fields == {"economic_buyer": "R. Vance (CFO)", "champion": "X", "pain": "Y"}


def test_deal_is_found_by_folder_and_by_shipped_id(folder, monkeypatch):
    monkeypatch.setattr(paths, "sample_deals", lambda: folder.parent)
    assert find_deal(folder) == folder
    assert shipped_deals() == [folder]
    assert find_deal("harbor-freight-wms") == folder


@pytest.mark.parametrize("where", ["nowhere", "", "\0", "x" * 5000, "/"])
def test_missing_deal_is_a_fault(where):
    with pytest.raises(FileFault, match="expected"):
        find_deal(where)


def test_show_has_the_contract_shape(folder):
    shown = show(load(folder))
    assert list(shown) == ["deal", "events", "people", "evidence"]
    assert shown["deal"]["opportunity"]["amount"] == 240000
    assert "folder" not in shown["deal"]
    call = shown["evidence"][-1]
    assert list(call) == ["id", "type", "text", "turns"]
    assert call["turns"][0] == {"start": 11, "end": 29, "speaker": "reyes", "side": "seller"}
    assert call["text"][11:29] == "What breaks first?"


def test_same_bytes_are_parsed_once_and_changed_bytes_anew(folder, monkeypatch):
    from studio.deals import readers

    load(folder)
    count = []
    reader = readers.READERS[".txt"]
    monkeypatch.setitem(readers.READERS, ".txt", lambda *a: count.append(1) or reader(*a))
    load(folder)
    assert not count
    (folder / "evidence" / "2026-02-11-discovery.txt").write_text("Tom: a\nDana: b\nTom: c\nDana: d\n")
    assert load(folder).evidence["2026-02-11-discovery"].text.startswith("Tom: a")


def test_deal_with_one_changed_call_is_read_faster_than_the_whole_was(folder):
    for day in (12, 13):
        lines = [
            f"{'Tom Reyes' if n % 2 else 'Dana Ortiz'}: sentence {n} of day {day}, about slotting." * 3
            for n in range(120)
        ]
        (folder / "evidence" / f"2026-02-{day}-call.txt").write_text("\n".join(lines))
    path = folder / "deal.yaml"
    path.write_text(path.read_text().replace("evidence: []", "evidence: [2026-02-12-call, 2026-02-13-call]"))
    began = time.process_time()
    load(folder)
    first, took = time.process_time() - began, []
    for n in range(5):
        (folder / "evidence" / "2026-02-12-call.txt").open("a").write(f"\nTom Reyes: change {n}.")
        began = time.process_time()
        load(folder)
        took.append(time.process_time() - began)
    assert min(took) < first
