"""SCORM 2004 4th Edition Sequencing and Navigation (SN), process by process. Pure Python.

The modules follow the chapters of the pseudo-code (SN, appendix C) and keep its names: NB
(`navigation`), TB (`termination`), RB (`rollup`), SR (`selection`), SB (`flow`, `choice`,
`requests`), DB (`delivery`), UP (`attempts`, `checks`) and OP (`overall`). `Sequencer` is the
door: a tree that never changes, a state that goes to JSON and back, and requests.
"""

from scorm.sequencing.errors import SequencingException
from scorm.sequencing.overall import NavigationRequest, Outcome, Sequencer, parse_request
from scorm.sequencing.state import (
    SequencingState,
    decode_state,
    encode_state,
    new_state,
)
from scorm.sequencing.tree import Activity, ActivityTree, build_tree

__all__ = [
    "Activity",
    "ActivityTree",
    "NavigationRequest",
    "Outcome",
    "Sequencer",
    "SequencingException",
    "SequencingState",
    "build_tree",
    "decode_state",
    "encode_state",
    "new_state",
    "parse_request",
]
