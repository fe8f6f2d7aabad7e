"""Exports into deal folders: the record, the people, the evidence, the timeline."""

from __future__ import annotations

import datetime

import pytest
from crm_documents import (
    CALL,
    CONTACTS,
    DEAL,
    OPPORTUNITIES,
    OPPORTUNITY,
    ORTIZ,
    OTHER,
    TASKS,
    brought,
    notes,
    opportunity,
    reasons,
    task,
    written,
)

from studio.deals.folder import load, read_deal, visible
from studio.exchange.crm import crm_link

HUBSPOT = ["Record ID", "Deal Name", "Deal Stage", "Amount", "Currency", "Close Date", "Create Date", "Deal owner",
           "Associated Company", "Associated Contact IDs", "Associated Contact"]
HUBSPOT_DEAL = ["9007199254", "Slotting", "contractsent", "240000", "EUR", "2026-06-30 12:00", "2026-02-02 09:30",
                "Tom Reyes", "Harborline Logistics", "51;52", "Dana Ortiz;Robert Vance"]
HUBSPOT_PEOPLE = ["Record ID", "First Name", "Last Name", "Job Title", "Email"]
HUBSPOT_NOTES = ["Record ID", "Activity type", "hs_note_body", "hs_email_subject", "hs_email_text", "hs_timestamp",
                 "Associated Deal IDs", "Associated Contact IDs", "hs_email_from_email", "Activity assigned to"]


@pytest.fixture
def deals(tmp_path):
    return written(tmp_path / "opportunities.csv", OPPORTUNITIES, OPPORTUNITY)


@pytest.fixture
def contacts(tmp_path):
    return written(tmp_path / "contacts.csv", CONTACTS, ORTIZ)


def only(report):
    assert len(report.deals) == 1
    return load(report.deals[0].folder)


def test_record_is_as_the_crm_says(tmp_path, deals):
    report = brought(tmp_path / "deals", deals)
    deal, record = only(report).deal, only(report).deal.opportunity
    assert (report.deals[0].id, deal.account.name) == ("harborline-slotting", "Harborline Logistics")
    assert (record.amount, record.currency, record.stage, record.forecast) == (240000, "USD", "Proposal", "commit")
    assert (record.created, record.close_date) == (datetime.date(2026, 2, 2), datetime.date(2026, 6, 30))
    assert record.next_step == "CFO sign-off" and deal.owner.name == "Tom Reyes" and deal.owner.role == "owner"


def test_timeline_starts_with_the_lead_and_ends_with_the_crm_update(tmp_path, deals):
    events = only(brought(tmp_path / "deals", deals)).deal.events
    assert [(e.type, e.date.isoformat()) for e in events] == [("inbound_lead", "2026-02-02"),
                                                              ("crm_updated", "2026-05-20")]


def test_contact_of_the_account_is_a_buyer_of_the_deal(tmp_path, deals, contacts):
    deal = only(brought(tmp_path / "deals", deals, contacts)).deal
    person = deal.person("ortiz")
    assert (person.name, person.title, person.side) == ("Dana Ortiz", "VP Operations", "buyer")


def test_contact_roles_say_who_is_in_the_deal(tmp_path, deals):
    people = written(tmp_path / "contacts.csv", CONTACTS, ORTIZ,
                     ["0035g00000Zzzzz", "Pat", "Elsewhere", "", "", "Harborline Logistics"])
    roles = written(tmp_path / "roles.csv", ["Opportunity ID", "Contact ID", "Role"],
                    [DEAL, ORTIZ[0], "Decision Maker"])
    report = brought(tmp_path / "deals", deals, people, roles)
    deal = only(report).deal
    assert [(p.name, p.role) for p in deal.people if p.side == "buyer"] == [("Dana Ortiz", "Decision Maker")]
    assert "contacts.csv, 3: belongs to no deal" in reasons(report)


def test_reseller_is_a_partner_and_a_colleague_is_a_seller(tmp_path, deals):
    headers = ["Opportunity Name", "Full Name", "Email", "Role", "Opportunity ID", "Contact ID"]
    roles = written(tmp_path / "contact_roles.csv", headers,
                    ["", "Rita Resell", "rita@resell.example", "Reseller", DEAL, ""],
                    ["", "Ana Colleague", "ana@slotwise.example", "Expert", DEAL, ""])
    mine = written(tmp_path / "opps.csv", [*OPPORTUNITIES, "Owner Email"], [*OPPORTUNITY, "tom@slotwise.example"])
    deal = only(brought(tmp_path / "deals", mine, roles)).deal
    assert {p.name: p.side for p in deal.people} == {
        "Tom Reyes": "seller", "Rita Resell": "partner", "Ana Colleague": "seller"}


def test_logged_call_is_evidence_and_an_event(tmp_path, deals, contacts):
    calls = written(tmp_path / "tasks.csv", TASKS, task())
    loaded = only(brought(tmp_path / "deals", deals, contacts, calls))
    event = loaded.deal.events[1]
    assert (event.type, event.about, event.evidence) == ("call_completed", "2026-02-11-call-discovery",
                                                         ["2026-02-11-call-discovery"])
    evidence = loaded.evidence[event.about]
    assert evidence.type == "call" and evidence.text == CALL
    assert [(t.person, t.side) for t in evidence.turns[:2]] == [("reyes", "seller"), ("ortiz", "buyer")]


def test_notes_of_a_call_are_the_sellers_words(tmp_path, deals):
    calls = written(tmp_path / "tasks.csv", TASKS, task(Description="They lose four million.\n\nCFO decides."))
    loaded = only(brought(tmp_path / "deals", deals, calls))
    evidence = loaded.evidence[loaded.deal.events[1].about]
    assert evidence.type == "note" and {t.side for t in evidence.turns} == {"seller"}


def test_call_without_words_is_an_event_without_evidence(tmp_path, deals):
    loaded = only(brought(tmp_path / "deals", deals, written(tmp_path / "tasks.csv", TASKS, task(Description=""))))
    assert [e.evidence for e in loaded.deal.events if e.type == "call_completed"] == [[]]


def test_logged_mail_has_its_headers_and_belongs_to_the_event_that_follows(tmp_path, deals, contacts):
    body = "Additional To: dana.ortiz@harborline.example\nCC:\nSubject: Offer\nBody:\nHi Dana,\n\nhere is the offer."
    mail = task(Activity_ID="00T2", Subject="Email: Offer", Description=body, Due_Date="02/20/2026",
                TaskSubtype="Email")
    later = task(Activity_ID="00T3", Due_Date="03/02/2026")
    loaded = only(brought(tmp_path / "deals", deals, contacts, written(tmp_path / "tasks.csv", TASKS, mail, later)))
    evidence = loaded.evidence["2026-02-20-email-offer"]
    assert evidence.type == "email" and evidence.text.startswith("From: Tom Reyes\nTo: dana.ortiz@harborline.example\n")
    assert evidence.turns[-1].text == "here is the offer." and evidence.turns[-1].side == "seller"
    assert "2026-02-20-email-offer" in loaded.deal.events[1].evidence
    assert loaded.deal.events[1].date == datetime.date(2026, 3, 2)


def test_note_called_a_form_is_not_read_as_the_buyers_words(tmp_path, deals):
    note = task(Subject="Security form", Description="They need our security form.", TaskSubtype="Task")
    loaded = only(brought(tmp_path / "deals", deals, written(tmp_path / "tasks.csv", TASKS, note)))
    assert [(e.type, {t.side for t in e.turns}) for e in loaded.evidence.values()] == [("note", {"seller"})]


def test_event_sees_only_evidence_up_to_it(tmp_path, deals, contacts):
    later = task(Activity_ID="00T3", Due_Date="03/02/2026", Subject="Call: Demo")
    loaded = only(brought(tmp_path / "deals", deals, contacts, written(tmp_path / "tasks.csv", TASKS, task(), later)))
    first = next(e for e in loaded.deal.events if e.type == "call_completed")
    assert [e.id for e in visible(loaded, first.id)] == ["2026-02-11-call-discovery"]


def test_hubspot_deal_with_people_notes_and_mails(tmp_path):
    people = written(tmp_path / "contacts.csv", HUBSPOT_PEOPLE,
                     ["51", "Dana", "Ortiz", "VP Operations", "dana@harborline.example"],
                     ["52", "Robert", "Vance", "CFO", "rv@harborline.example"])
    acts = written(tmp_path / "activities.csv", HUBSPOT_NOTES,
                   ["901", "NOTE", "<p>Board meets in <b>June</b>.</p>", "", "", "2026-03-01 10:00", "9007199254", "51",
                    "", "Tom Reyes"],
                   ["902", "INCOMING_EMAIL", "", "Re: Offer", "We want it by May.", "1772496000000", "9007199254", "51",
                    "dana@harborline.example", "Tom Reyes"],
                   ["903", "EMAIL", "", "Offer", "Here it is.", "2026-03-02", "9007199254", "51", "", "Tom Reyes"])
    loaded = only(brought(tmp_path / "deals", written(tmp_path / "deals.csv", HUBSPOT, HUBSPOT_DEAL), people, acts))
    assert loaded.deal.opportunity.stage == "contractsent" and loaded.deal.opportunity.currency == "EUR"
    assert {p.name: p.title for p in loaded.deal.people if p.side == "buyer"} == {
        "Dana Ortiz": "VP Operations", "Robert Vance": "CFO"}
    assert loaded.evidence["2026-03-01-note"].text == "Board meets in June."
    sides = {i: e.turns[-1].side for i, e in loaded.evidence.items() if e.type == "email"}
    assert sides == {"2026-03-03-email-re-offer": "buyer", "2026-03-02-email-offer": "seller"}


def test_records_are_joined_by_name_where_one_fits(tmp_path, deals):
    headers = ["Subject", "Comments", "Date", "Opportunity", "Contact", "Assigned", "Activity ID"]
    acts = written(tmp_path / "activities.csv", headers,
                   ["Note", "By name", "02/13/2026", "harborline - Slotting", "Ortiz, Dana", "Reyes, Tom", "1"],
                   ["Note", "By nothing", "02/13/2026", "Another deal", "", "", "2"])
    report = brought(tmp_path / "deals", deals, acts)
    assert [e.text for e in only(report).evidence.values()] == ["By name"]
    assert {p.name for p in only(report).deal.people} == {"Tom Reyes", "Dana Ortiz"}
    assert "activities.csv, 3: belongs to no deal that is known (Another deal)" in reasons(report)


def test_name_of_two_deals_joins_neither(tmp_path):
    both = written(tmp_path / "opps.csv", OPPORTUNITIES, OPPORTUNITY, opportunity(Opportunity_ID=OTHER))
    acts = written(tmp_path / "activities.csv", ["Subject", "Comments", "Date", "Opportunity", "Activity ID"],
                   ["Note", "Whose?", "02/13/2026", OPPORTUNITY[1], "1"])
    report = brought(tmp_path / "deals", both, acts)
    assert len({d.id for d in report.deals}) == 2 and "fits 2 deals by its name" in reasons(report)


def test_longer_salesforce_id_is_the_same_record(tmp_path, deals):
    acts = written(tmp_path / "tasks.csv", TASKS, task(What_ID="0065g00000AbCdEAAV"))
    assert len(only(brought(tmp_path / "deals", deals, acts)).evidence) == 1


def test_account_brings_industry_size_and_country(tmp_path, deals):
    headers = ["Account ID", "Account Name", "Industry", "Employees", "Billing Country"]
    accounts = written(tmp_path / "accounts.csv", headers,
                       ["001", "Harborline Logistics", "3PL", "2,400", "US"], ["002", "Nobody Inc", "", "", ""])
    report = brought(tmp_path / "deals", deals, accounts)
    account = only(report).deal.account
    assert (account.industry, account.employees, account.country) == ("3PL", 2400, "US")
    assert "accounts.csv, 3: no deal of these files is with this account" in reasons(report)


def test_owner_is_found_among_the_users(tmp_path):
    headers = ["Id", "Name", "StageName", "CloseDate", "AccountId", "OwnerId"]
    opps = written(tmp_path / "Opportunity.csv", headers, [DEAL, "Slotting", "Proposal", "2026-06-30", "001", "005A"])
    users = written(tmp_path / "User.csv", ["Id", "Username", "Name", "Title", "Email"],
                    ["005A", "tr", "Tom Reyes", "Account Executive", "tom@slotwise.example"])
    owner = only(brought(tmp_path / "deals", opps, users)).deal.owner
    assert (owner.name, owner.title, owner.email) == ("Tom Reyes", "Account Executive", "tom@slotwise.example")


def test_german_export_is_read_in_its_forms(tmp_path):
    headers = ["Opportunity-ID", "Opportunity-Name", "Accountname", "Phase", "Betrag", "Währung", "Schlusstermin",
               "Erstelldatum", "Wahrscheinlichkeit (%)", "Prognosekategorie", "Opportunity-Inhaber", "Wettbewerb"]
    row = [DEAL, "Ersatzteile", "Müller & Söhne", "Angebot", "186.000,50", "EUR", "03/04/2026", "31/01/2026", "60 %",
           "Bester Fall", "Falk, Hanna", "Tarivo"]
    path = written(tmp_path / "export.csv", headers, row, delimiter=";", encoding="cp1252")
    deal = only(brought(tmp_path / "deals", path)).deal
    assert deal.id == "muller-sohne-ersatzteile" and deal.owner.name == "Hanna Falk"
    assert (deal.opportunity.amount, deal.opportunity.close_date) == (186000.5, datetime.date(2026, 4, 3))
    assert deal.opportunity.forecast == "best_case"
    assert deal.opportunity.fields == {"probability": "60 %", "competition": "Tarivo"}


def test_second_currency_column_is_the_second_choice(tmp_path):
    headers = ["Opportunity ID", "Opportunity Name", "Stage", "Amount Currency", "Amount",
               "Amount (converted) Currency", "Amount (converted)"]
    path = written(tmp_path / "opps.csv", headers, [DEAL, "A", "x", "GBP", "100.00", "USD", "130.00"],
                   [OTHER, "B", "x", "", "", "USD", "130.00"])
    report = brought(tmp_path / "deals", path)
    records = [read_deal(d.folder).opportunity for d in report.deals]
    assert [(r.amount, r.currency) for r in records] == [(100, "GBP"), (130, "USD")]


def test_report_with_a_row_for_each_contact_is_one_deal(tmp_path):
    headers = [*OPPORTUNITIES, "Contact Name", "Contact Title", "Contact Email", "Contact Role"]
    path = written(tmp_path / "opps.csv", headers, [*OPPORTUNITY, "Dana Ortiz", "VP", "d@h.example", "Champion"],
                   [*OPPORTUNITY, "Vance, Robert", "CFO", "r@h.example", "Economic Buyer"])
    report = brought(tmp_path / "deals", path)
    assert [(p.id, p.title, p.role) for p in only(report).deal.people if p.side == "buyer"] == [
        ("ortiz", "VP", "Champion"), ("vance", "CFO", "Economic Buyer")]
    assert report.not_taken == []


def test_where_the_deal_stands_in_the_crm_is_kept(tmp_path, deals):
    report = brought(tmp_path / "deals", deals)
    link = crm_link(report.deals[0].folder)
    assert (link.system, link.crm_id, link.headers["next_step"]) == ("salesforce", DEAL, "Next Step")
    assert link.record["stage"] == "Proposal" and crm_link(tmp_path) is None


def test_dry_run_writes_nothing_and_says_the_same(tmp_path, deals, contacts):
    dry = brought(tmp_path / "deals", deals, contacts, dry=True)
    assert not (tmp_path / "deals").exists() and dry.dry
    wet = brought(tmp_path / "deals", deals, contacts)
    assert [(d.id, d.new) for d in dry.deals] == [(d.id, d.new) for d in wet.deals] and dry.counts() == wet.counts()


def test_progress_reaches_the_end(tmp_path):
    rows = [opportunity(Opportunity_ID=f"0065g0000{n:06d}", Opportunity_Name=f"Deal {n}") for n in range(1200)]
    told = []
    brought(tmp_path / "deals", written(tmp_path / "opps.csv", OPPORTUNITIES, *rows), dry=True,
            progress=lambda *now: told.append(now))
    assert told[-1] == (1200, 1200, "deals") and (1200, 1200, "rows") in told and len(told) >= 6
    assert all(done <= planned for done, planned, _ in told)


def test_ids_that_others_have_are_not_taken(tmp_path, deals):
    report = brought(tmp_path / "deals", deals, taken=["harborline-slotting"])
    assert report.deals[0].id == "harborline-slotting-0abcde" and notes(report) == ""
