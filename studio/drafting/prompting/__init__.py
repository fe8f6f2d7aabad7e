"""What a model is asked and how its reply becomes a draft: for `claude` and `paste` alike.

`layout` lays out the prompt, `reply` is the form of the answer, `messy` reads
what comes back, `checking` verifies it into a draft, `record` keeps a run so
that it can be replayed. Nothing here opens a connection.
"""
