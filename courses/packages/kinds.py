"""The kinds of packages, told apart by their manifest: the one nearest to the top of the zip."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """``manifest``: its file, in lower case; ``rule``: the clause that puts it at the top;
    ``exports``: what an authoring tool calls such an export."""

    name: str
    manifest: str
    rule: str
    exports: str


SCORM = Kind("SCORM", "imsmanifest.xml", "SCORM 1.2 CAM 2.3.3", "SCORM 1.2 or SCORM 2004")
CMI5 = Kind("cmi5", "cmi5.xml", "cmi5 14.1", "cmi5")
TIN_CAN = Kind("xAPI", "tincan.xml", "Tin Can package format", "xAPI (Tin Can)")
KINDS = (SCORM, CMI5, TIN_CAN)
