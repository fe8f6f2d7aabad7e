"""What differs between two playbooks, in words; two edits put together."""

from playbook.difference.entries import OWN, EntryChange, differences, summary
from playbook.difference.fields import FieldChange, Item, text_items
from playbook.difference.merging import Conflict, Merge, three_way
from playbook.difference.words import Piece, after_text, before_text, word_pieces

__all__ = [
    "OWN", "Conflict", "EntryChange", "FieldChange", "Item", "Merge", "Piece", "after_text", "before_text",
    "differences", "summary", "text_items", "three_way", "word_pieces",
]
