"""An existing playbook document becomes a proposal of playbook entries.

`read_blocks` reads any document into blocks, `propose` makes entries of them,
`playbook_from` a playbook of those that a person accepts.
"""

from __future__ import annotations

from studio.exchange.documents.build import playbook_from
from studio.exchange.documents.proposal import KINDS, Proposal, ProposedEntry, SourcePassage, Unplaced
from studio.exchange.documents.propose import propose
from studio.exchange.documents.reading import SUFFIXES, read_blocks

__all__ = ["KINDS", "SUFFIXES", "Proposal", "ProposedEntry", "SourcePassage", "Unplaced", "playbook_from", "propose",
           "read_blocks"]
