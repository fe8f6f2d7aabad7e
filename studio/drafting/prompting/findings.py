"""What a check finds on its way: problems, warnings, refused quotes."""

from __future__ import annotations

from dataclasses import dataclass, field

from studio.drafting.draft import DraftWarning
from studio.drafting.prompting.cleaning import Cleaned, clean_line, clean_markdown
from studio.drafting.prompting.folding import fold, plain_words
from studio.drafting.prompting.reply import Problem
from studio.drafting.quotes import RefusedQuote

NOT_THERE = "(words that stand nowhere in the evidence)"
_LEAST_WORDS = 3


@dataclass
class Findings:
    """Collects while a reply is checked; `invented` holds refused words that stand nowhere."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[DraftWarning] = field(default_factory=list)
    refused: list[RefusedQuote] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)

    def problem(self, where: str, says: str, *, breaks: bool = False) -> None:
        """Note a fault of the reply, once."""
        fault = Problem(where, says, breaks)
        if fault not in self.problems:
            self.problems.append(fault)

    def warn(self, says: str) -> None:
        """Note what a person should know."""
        if all(w.says != says for w in self.warnings):
            self.warnings.append(DraftWarning(says=says))

    def refuse(self, item: str, quote: dict[str, object], reason: str, *, invented: bool) -> None:
        """Note a quote that is turned away; `invented` where its words stand nowhere at all."""
        self.refused.append(RefusedQuote(item, quote, reason))
        words = plain_words(str(quote.get("words", "")))
        self.problem(item, f"the quote “{str(quote.get('words', ''))[:80]}” was refused: {reason}")
        if invented and len(words.split()) >= _LEAST_WORDS:
            self.invented.append(words)

    def line(self, where: str, text: str) -> str:
        """Return a text on one line, made inert; what was taken out is said."""
        return self._said(where, clean_line(text))

    def markdown(self, where: str, text: str) -> str:
        """Return Markdown, made inert; what was taken out is said."""
        return self._said(where, clean_markdown(text))

    def _said(self, where: str, cleaned: Cleaned) -> str:
        if cleaned.removed:
            self.warn(f"{where}: {' and '.join(cleaned.removed)} taken out of the answer.")
        return self.without_invented(cleaned.text)

    def without_invented(self, text: str) -> str:
        """Return a text in which no refused words stand that nobody said."""
        for words in self.invented:
            source = fold(text)
            at = source.text.find(words)
            while at >= 0:
                text = text[:source.starts[at]] + NOT_THERE + text[source.ends[at + len(words) - 1]:]
                source = fold(text)
                at = source.text.find(words)
        return text
