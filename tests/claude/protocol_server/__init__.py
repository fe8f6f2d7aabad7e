"""A server that speaks the Messages API on loopback, as strict as the real one, for proving a client right.

`ThreadServer` runs it in this process, `ProcessServer` as a process of its own; both are driven through `Handle`.
What it refuses stands in `requests` (fields), `rules` (between fields) and `schema` (structured output). Not offered:
images, PDFs, files, tool calls, citations in replies, system messages between turns. Stricter than the API: turns of
one role are refused rather than merged, sampling parameters always.
"""

from protocol_server.faults import Fault, Rule
from protocol_server.generate import UNFILLED, build
from protocol_server.handle import Handle
from protocol_server.reply import Asked, Reply
from protocol_server.serving import ProcessServer, ThreadServer
from protocol_server.settings import KEY, Settings

__all__ = ["KEY", "UNFILLED", "Asked", "Fault", "Handle", "ProcessServer", "Reply", "Rule", "Settings", "ThreadServer",
           "build"]
