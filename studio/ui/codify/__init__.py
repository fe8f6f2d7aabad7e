"""Codifying on screen: the list, the entry in three modes, the feedback beside it."""
