"""The matrix on an API: cells in an order that shares prefixes, kept as they land, taken up after a stop.

`jobs` plans the cells, `schedule` says which goes next, `race` asks for them
one by one, `batched` hands them in as batches; both score with the rest of
the evaluation.
"""
