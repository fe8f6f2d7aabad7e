"""Do the quotes really stand in the evidence? Checked again here."""

from __future__ import annotations

from studio.drafting.draft import Draft, Quote
from studio.drafting.quotes import quoted_text
from studio.evaluation.metrics.base import Score, Sheet, share


def groundedness(draft: Draft, sheet: Sheet) -> Score:
    """Share of observed quotes that stand verbatim in what was visible.

    The engine's own check is not trusted: each quote is compared with the
    text at its offsets, or with the CRM field's text.
    """
    quotes = [q for o in draft.observed for q in o.quotes]
    return share(sum(is_verbatim(q, sheet) for q in quotes), len(quotes), "quotes", "stand there verbatim")


def is_verbatim(quote: Quote, sheet: Sheet) -> bool:
    """Tell whether a quote's words stand at its offsets."""
    text = quoted_text(quote.model_dump(), sheet.evidence, sheet.record)
    return text is not None and text[quote.start:quote.end] == quote.text
