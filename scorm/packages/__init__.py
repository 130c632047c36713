"""Reading SCORM packages (zip files) that nobody vouches for.

`inspect` checks every header and writes nothing, `extract` writes and checks the content in one
pass. Both raise `PackageRefused`; nothing is mended silently.
"""

from scorm.packages.archive import Archive, inspect
from scorm.packages.content import Entry
from scorm.packages.extraction import Extraction, Progress, extract
from scorm.packages.limits import Limits
from scorm.packages.refusal import PackageRefused, PackageWarning

__all__ = [
    "Archive",
    "Entry",
    "Extraction",
    "Limits",
    "PackageRefused",
    "PackageWarning",
    "Progress",
    "extract",
    "inspect",
]
