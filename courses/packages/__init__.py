"""Reading course packages (zip files) that nobody vouches for.

`inspect` checks every header and writes nothing, `extract` writes and checks the content in one
pass. Both raise `PackageRefused`; nothing is mended silently.
"""

from courses.packages.archive import Archive, inspect
from courses.packages.content import Entry
from courses.packages.extraction import Extraction, Progress, extract
from courses.packages.kinds import CMI5, SCORM, TIN_CAN, Kind
from courses.packages.limits import Limits
from courses.packages.refusal import PackageRefused, PackageWarning

__all__ = [
    "CMI5",
    "SCORM",
    "TIN_CAN",
    "Archive",
    "Entry",
    "Extraction",
    "Kind",
    "Limits",
    "PackageRefused",
    "PackageWarning",
    "Progress",
    "extract",
    "inspect",
]
