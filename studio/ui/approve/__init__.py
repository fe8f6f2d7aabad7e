"""Approving on screen: the manager's desk, memory, the map of workflows, governance."""
