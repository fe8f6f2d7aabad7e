"""A handbook as one HTML file: its own style, no script, nothing fetched."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from studio.exchange.handbook.document import Handbook
from studio.exchange.handbook.text import clean, html_text, html_words


def html_of(book: Handbook) -> str:
    """Return a handbook as HTML; every text of the playbook stays text."""
    template = _template()
    loader = template.environment.loader
    style = loader.get_source(template.environment, "handbook.css")[0] if loader else ""
    return template.render(book=book, style=Markup(style))


@lru_cache(maxsize=1)
def _template() -> Template:
    kept = Environment(loader=PackageLoader("studio.exchange.handbook"), autoescape=True, undefined=StrictUndefined,
                       trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    kept.filters |= {"shown": html_words, "text": html_text, "clean": clean}
    return kept.get_template("handbook.html")
