"""Playbook documents of invented companies, with what an importer should find in them."""
