"""Drafts from Claude over the Messages API.

`drafting` is the door; `request` lays out what is sent, `calling` sends it,
`pace` and `budget` hold it back, `failures` says what went wrong, `batching`
hands in many at half the price. `keys` finds the key, `settings`, `models`
and `prices` hold what a person can choose.
"""
