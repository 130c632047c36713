"""What happened in an attempt, read from the journal of commits entry by entry. Pure Python.

A journal is long, so it is read once: `Memory` keeps between two readings what the next one needs.
"""

from scorm.history.memory import Entry, Memory, decode_memory, encode_memory
from scorm.history.replay import replay, silence
from scorm.history.statuses import Facts

__all__ = [
    "Entry",
    "Facts",
    "Memory",
    "decode_memory",
    "encode_memory",
    "replay",
    "silence",
]
