"""Measuring drafts against gold; the only part of the studio that reads gold."""
