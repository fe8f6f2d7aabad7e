"""Text and Markdown: calls, prose, forms, notes, mails in text."""

import pytest

from playbook.text_files import FileFault


def _said(evidence):
    return [(t.person or t.speaker, t.text) for t in evidence.turns]


def test_two_recurring_speakers_make_a_call(read):
    call = read("2026-02-12-a.txt", "Tom Reyes: Hi.\nDana Ortiz: Hello.\nTom Reyes: So?\nDana Ortiz: Go.\n")
    assert call.type == "call"
    assert call.text == "Tom Reyes: Hi.\nDana Ortiz: Hello.\nTom Reyes: So?\nDana Ortiz: Go."
    assert _said(call)[1] == ("ortiz", "Hello.")
    assert [t.side for t in call.turns] == ["seller", "buyer", "seller", "buyer"]


def test_labels_that_do_not_recur_are_no_call(read):
    assert read("2026-02-12-a.txt", "Budget: 40k\nOwner: Dana\nTiming: June\n").type == "document"


def test_front_matter_makes_a_call_of_a_single_speaker(read):
    call = read("2026-02-12-a.md", "---\ntype: call\ntitle: Voicemail\n---\nDana Ortiz: Call me back.\n")
    assert (call.type, call.title, call.text) == ("call", "Voicemail", "Dana Ortiz: Call me back.")


def test_front_matter_keeps_dialogue_in_a_note_prose(read):
    note = read("2026-02-12-a.md", "---\ntype: note\n---\nTom: Hi.\nDana: Yo.\nTom: So?\nDana: Go.\n")
    assert note.type == "note"


def test_times_leave_the_text_and_become_seconds(read):
    call = read(
        "2026-02-12-a.txt", "[00:01:02] Tom: Hi.\n[01:05] Dana: Yo.\n(1:02:03) Tom: A.\nDana [02:00]: B.\n"
    )
    assert call.text == "Tom: Hi.\nDana: Yo.\nTom: A.\nDana: B."
    assert [t.time for t in call.turns] == [62.0, 65.0, 3723.0, 120.0]


def test_line_without_a_name_goes_on_with_the_turn(read):
    call = read(
        "2026-02-12-a.txt", "Tom: Hi.\nand more\n\nDana: Yo.\nhere is the thing: no\nTom: A.\nDana: B.\n"
    )
    assert _said(call)[:2] == [("reyes", "Hi. and more"), ("ortiz", "Yo. here is the thing: no")]


def test_markdown_bold_names_and_heading_are_read(read):
    call = read(
        "2026-02-12-a.md", "# Second call\n\n**Tom:** Hi.\n\n**Dana**: Yo.\n\n**Tom:** A.\n\n**Dana:** B.\n"
    )
    assert call.title == "Second call"
    assert call.text.startswith("Tom: Hi.\nDana: Yo.")


def test_name_alone_takes_the_lines_below(read):
    call = read("2026-02-12-a.txt", "Tom:\nHi.\nDana:\nYo.\nTom:\nA.\nDana:\nB.\n")
    assert _said(call) == [("reyes", "Hi."), ("ortiz", "Yo."), ("reyes", "A."), ("ortiz", "B.")]


def test_unknown_speaker_keeps_the_name_as_written(read):
    call = read("2026-02-12-a.txt", "Meeting Room 2: Hi.\nDana: Yo.\nMeeting Room 2: A.\nDana: B.\n")
    assert (call.turns[0].speaker, call.turns[0].person, call.turns[0].side) == (
        "Meeting Room 2",
        None,
        "unknown",
    )


def test_call_type_without_speakers_is_refused(read):
    with pytest.raises(FileFault, match="names no speaker"):
        read("2026-02-12-a.txt", "---\ntype: call\n---\nwe talked about many things\n")


def test_prose_is_one_turn_a_paragraph(read):
    text = "We met.\nIt went well.\n\n\n  Second one.  \n"
    document = read("2026-02-12-summary.txt", text)
    assert [t.text for t in document.turns] == ["We met.\nIt went well.", "Second one."]
    assert {t.side for t in document.turns} == {"unknown"}


def test_note_is_the_owner_speaking(read):
    note = read("2026-02-12-notes.txt", "Champion is solid.\n")
    assert (note.type, note.turns[0].person, note.turns[0].side) == ("note", "reyes", "seller")


def test_note_with_an_author_is_the_author_speaking(read):
    note = read("2026-02-12-notes.txt", "---\nauthor: Robert Vance\n---\nNo budget.\n")
    assert (note.turns[0].person, note.turns[0].side) == ("vance", "buyer")


def test_document_takes_its_side_from_front_matter(read):
    document = read("2026-02-12-rfp.md", "---\ntype: document\nside: buyer\n---\nMust run on site.\n")
    assert document.turns[0].side == "buyer"


def test_form_lines_are_labelled_turns_of_the_buyer(read):
    form = read(
        "2026-02-12-web-form.txt", "Name: Dana Ortiz\nSites: 4\n\nWe re-slot by hand.\nHelp: please.\n"
    )
    assert form.type == "form"
    assert [(t.label, t.text) for t in form.turns[:3]] == [
        ("Name", "Name: Dana Ortiz"),
        ("Sites", "Sites: 4"),
        (None, "We re-slot by hand."),
    ]
    assert {(t.person, t.side) for t in form.turns} == {("ortiz", "buyer")}


def test_free_message_under_its_label_is_a_turn_of_its_own(read):
    form = read("2026-02-12-web-form.txt", "Name: X\nMessage:\nWe re-slot by hand.\nIt takes a week.\n")
    assert form.turns[-1].text == "We re-slot by hand.\nIt takes a week."
    assert form.turns[-1].label is None


def test_web_form_wins_over_front_matter_and_order_form_does_not(read):
    assert read("2026-02-13-web-form.md", "---\ntype: note\n---\nName: X\n").turns[0].side == "buyer"
    assert read("2026-02-12-web-form.md", "---\ntype: document\n---\nName: X\n").type == "form"
    assert read("2026-02-12-order-form.md", "---\ntype: document\n---\nName: X\n").type == "document"
    assert read("2026-02-12-platform-information.md", "Words.\n").type == "document"


def test_label_lines_in_prose_stand_on_their_own(read):
    document = read("2026-02-12-plan.md", "Intro line.\n\nOwner: Dana\nDue: Friday\n")
    assert [t.label for t in document.turns] == [None, "Owner", "Due"]


def test_mail_thread_in_text_is_attributed_message_by_message(read):
    mail = read(
        "2026-02-12-thread.md",
        """\
        From: Tom Reyes
        To: Dana Ortiz
        Subject: Monday?

        Does Monday work?

        ---

        From: Dana Ortiz
        To: Tom Reyes
        Subject: Re: Monday?

        It does.
        """,
    )
    assert mail.type == "email"
    plain = [(t.person, t.text, t.quoted) for t in mail.turns if t.label is None]
    assert plain == [("reyes", "Does Monday work?", False), ("ortiz", "It does.", False)]


def test_broken_front_matter_names_the_line(read):
    with pytest.raises(FileFault, match="line 3: broken YAML"):
        read("2026-02-12-a.md", "---\ntype: note\ntitle: [a: b: c]\n---\nWords.\n")


def test_unknown_type_in_front_matter_is_refused(read):
    with pytest.raises(FileFault, match=r"front matter\.type: expected one of call, email"):
        read("2026-02-12-a.md", "---\ntype: meeting\n---\nWords.\n")


def test_rule_at_the_top_is_no_front_matter(read):
    assert read("2026-02-12-a.md", "---\nJust words.\n---\nMore.\n").text.startswith("---")


@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff", "---\ntype: call\n---\n"])
def test_file_without_words_is_refused(read, content):
    with pytest.raises(FileFault, match="empty"):
        read("2026-02-12-a.txt", content)


CALL = "Tom Reyes: Hi.\nDana Ortiz: It’s naïve – €40.\nTom Reyes: So?\nDana Ortiz: Go.\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_every_usual_encoding_gives_the_same_text(read, encoding):
    assert read("2026-02-12-a.txt", CALL.encode(encoding)).text == CALL.strip()


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\u2028"])
def test_every_newline_gives_the_same_text(read, newline):
    assert read("2026-02-12-a.txt", CALL.replace("\n", newline).encode()).text == CALL.strip()


def test_foreign_names_are_not_composed_anew(read):
    name = "Zoe\u0301 Ortiz"
    call = read("2026-02-12-a.txt", f"{name}: A.\nTom: B.\n{name}: C.\nTom: D.\n")
    assert call.text.startswith(f"{name}: A.")
