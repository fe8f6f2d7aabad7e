"""A deal as a folder: its record, its people, its evidence, and the cut at an event."""
