"""Reading imsmanifest.xml of SCORM 1.2 and SCORM 2004: pure Python, no Django, no database."""

from courses.packages.manifests import ManifestRefused
from scorm.manifest.reader import read_manifest
from scorm.manifest.structure import (
    Item,
    Manifest,
    ManifestWarning,
    Organization,
    decode_manifest,
    encode_manifest,
)

__all__ = [
    "Item",
    "Manifest",
    "ManifestRefused",
    "ManifestWarning",
    "Organization",
    "decode_manifest",
    "encode_manifest",
    "read_manifest",
]
