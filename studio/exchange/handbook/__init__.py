"""A playbook as a handbook that people read: Markdown, or one HTML file."""

from __future__ import annotations

from datetime import date

from playbook.model import Playbook
from studio.exchange.handbook.as_html import html_of
from studio.exchange.handbook.as_markdown import markdown_of
from studio.exchange.handbook.build import handbook_of


def handbook_markdown(book: Playbook, *, published: date | None = None) -> str:
    """Return a playbook as a handbook in GitHub-flavoured Markdown.

    `published` stands under the title. Archived entries are left out and
    counted; every text of the playbook is shown as text, never as markup.
    """
    return markdown_of(handbook_of(book, published=published))


def handbook_html(book: Playbook, *, published: date | None = None) -> str:
    """Return a playbook as a handbook in one HTML file: no script, no request, ready to print.

    `published` stands under the title. Archived entries are left out and
    counted; every text of the playbook is shown as text, never as markup.
    """
    return html_of(handbook_of(book, published=published))
