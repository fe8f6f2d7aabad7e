"""Mail: what is shown, and who wrote each paragraph."""

import pytest

from playbook.text_files import FileFault

HEAD = (
    "From: Dana Ortiz <dana@harborline.com>\nTo: Tom Reyes <tom@slotwise.io>\n"
    "Date: Thu, 05 Feb 2026 10:12:00 +0000\nSubject: Re: Monday\n"
)


def _plain(mail):
    return [(t.person, t.side, t.quoted, t.text) for t in mail.turns if t.label is None]


def test_headers_then_a_blank_line_then_the_body(read):
    mail = read("2026-02-12-m.eml", HEAD + "Message-ID: <x@y>\n\nMonday works.\n\nDana\nVP Operations\n")
    assert mail.text == HEAD + "\nMonday works.\n\nDana\nVP Operations"
    assert (mail.type, mail.title) == ("email", "Re: Monday")
    assert _plain(mail)[0] == ("ortiz", "buyer", False, "Monday works.")
    assert [t.label for t in mail.turns[:4]] == ["From", "To", "Date", "Subject"]


def test_quoted_paragraphs_belong_to_whom_the_mail_says(read):
    mail = read(
        "2026-02-12-m.eml",
        HEAD
        + """
Yes.

On Wed, 4 Feb 2026 at 09:00, Tom Reyes <tom@slotwise.io> wrote:
> Can you do Monday?
>
> Tom

Fine by me.
""",
    )
    assert [t[:3] for t in _plain(mail)] == [
        ("ortiz", "buyer", False),
        (None, "unknown", True),
        ("reyes", "seller", True),
        ("reyes", "seller", True),
        ("ortiz", "buyer", False),
    ]


def test_quoted_paragraphs_without_attribution_belong_to_nobody(read):
    mail = read("2026-02-12-m.eml", HEAD + "\nYes.\n\n> Can you do Monday?\n")
    assert _plain(mail)[1] == (None, "unknown", True, "Can you do Monday?")


def test_nested_quotes_each_have_their_author(read):
    mail = read(
        "2026-02-12-m.eml",
        HEAD
        + """
On Wed, 4 Feb 2026, Tom Reyes wrote:
> Sure.
> On Tue, 3 Feb 2026, Robert Vance wrote:
> > I sign.
""",
    )
    assert [(t[0], t[3]) for t in _plain(mail) if t[0]] == [("reyes", "Sure."), ("vance", "I sign.")]


def test_wrapped_quotes_have_no_mark_inside_a_sentence(read):
    mail = read(
        "2026-02-12-m.eml",
        HEAD
        + """
On Wed, 4 Feb 2026, Tom Reyes wrote:
> Our customers say that they love how fast the whole thing is, and I
> have put a recording below.
> - one
> - two
""",
    )
    assert "fast the whole thing is, and I have put a recording below.\n> - one\n> - two" in mail.text


def test_older_mail_below_an_outlook_header_is_quoted(read):
    mail = read(
        "2026-02-12-m.eml",
        HEAD
        + """
Yes.

-----Original Message-----
From: Tom Reyes
Sent: Wednesday
Subject: Monday

Can you do Monday?
""",
    )
    assert _plain(mail)[0][:3] == ("ortiz", "buyer", False)
    assert _plain(mail)[-1] == ("reyes", "seller", True, "Can you do Monday?")


def test_plain_text_goes_before_html_and_html_is_read_alone(read):
    both = (
        HEAD
        + """MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain; charset=utf-8

Plain words.
--b
Content-Type: text/html; charset=utf-8

<p>Rich words.</p>
--b--
"""
    )
    assert [t[3] for t in _plain(read("2026-02-12-m.eml", both))] == ["Plain words."]
    html = (
        HEAD
        + "Content-Type: text/html\n\n<style>p{}</style><p>We lose <b>40</b>\nhours.</p><p style='display:"
        "none'>hidden</p><div>One<br>two</div><blockquote><p>old</p></blockquote><script>x()</script>"
    )
    mail = read("2026-02-12-h.eml", html)
    assert [t[3] for t in _plain(mail)] == ["We lose 40 hours.", "One\ntwo", "old"]
    assert _plain(mail)[-1][2] is True


def test_encoded_headers_and_bodies_are_decoded(read):
    raw = (
        "From: =?utf-8?q?Dana_Ort=C3=ADz?= <d@x.com>\nSubject: =?utf-8?b?w4ltaWxl?=\n"
        "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n"
        "caf=E9 =\nnoir\n"
    )
    mail = read("2026-02-12-m.eml", raw)
    assert mail.text == "From: Dana Ortíz <d@x.com>\nSubject: Émile\n\ncafé noir"
    assert mail.turns[0].person == "ortiz"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be-bom", "cp1252"])
def test_undeclared_encodings_of_header_and_body_are_detected(read, encoding):
    text = "From: Zoë <z@x.com>\r\nSubject: Café\r\n\r\nIt’s naïve.\r\n"
    raw = ("\ufeff" + text).encode("utf-16-be") if encoding == "utf-16-be-bom" else text.encode(encoding)
    assert read("2026-02-12-m.eml", raw).text == "From: Zoë <z@x.com>\nSubject: Café\n\nIt’s naïve."


def test_mail_without_body_is_its_headers(read):
    mail = read("2026-02-12-m.eml", HEAD)
    assert (mail.text, _plain(mail)) == (HEAD.strip(), [])


@pytest.mark.parametrize("content", ["From: Dana <d@x.com>\n\n", "just words\n", "", "Subject: hi\n\nwords"])
def test_what_is_no_mail_is_refused(read, content):
    with pytest.raises(FileFault, match="expected"):
        read("2026-02-12-m.eml", content)


def test_html_shows_what_a_reader_sees(read):
    html = (
        "<html><head><title>no</title></head><body><img style='display:none' src=x>We sign.<br>"
        "<table><tr><td>Seats</td><td>40&nbsp;k</td></tr></table><pre>a\nb</pre>"
        "<blockquote>old<blockquote>older</blockquote></blockquote>end"
    )
    mail = read("2026-02-12-m.eml", HEAD + "Content-Type: text/html\n\n" + html)
    body = mail.text.partition("\n\n")[2]
    assert body == "We sign.\n\nSeats 40 k\n\na\nb\n\n> old\n\n> > older\n\nend"


def test_deeply_nested_html_is_read_at_once(read):
    mail = read("2026-02-12-m.eml", HEAD + "Content-Type: text/html\n\n" + "<div>" * 50_000 + "We sign.")
    assert mail.turns[-1].text == "We sign."


def test_endless_headers_are_refused(read):
    with pytest.raises(FileFault, match="headers: have"):
        read("2026-02-12-m.eml", "From: a@b.c\nX: " + "a" * 200_000 + "\n\nwords")
