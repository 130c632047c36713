"""Elements of other namespaces in a course structure (cmi5 13.1.5): where is their schema?

They are not shown and change nothing, but who adds them has to provide an XML Schema Definition.
"""

from __future__ import annotations

from lxml import etree

from courses.packages.manifests import refused_at
from courses.packages.refusal import shown
from xapi.cmi5.remarks import Remarks
from xapi.cmi5.schema import NAMESPACE, XSI


def check_vendor_elements(root: etree._Element, files: frozenset[str], remarks: Remarks) -> None:
    """Raises ManifestRefused for an element whose namespace comes without a schema.

    The schema is provided by xsi:schemaLocation, by a file of the package, or by a namespace that
    is itself the address of one, as in the example of the specification (15.3). None of them is
    fetched or read.
    """
    located = _located(root)
    has_a_file = any(file.lower().endswith(".xsd") for file in files)
    for namespace, element in _foreign(root).items():
        provided = namespace in located or has_a_file or namespace.lower().endswith(".xsd")
        if not provided:
            raise refused_at(
                element,
                "vendor-schema-missing",
                f"There are elements of the namespace {shown(namespace)}.",
                "Who adds elements has to provide their XML Schema Definition (cmi5 13.1.5).",
                "Name it in xsi:schemaLocation, put the .xsd into the zip, or drop the elements.",
            )
        remarks.at(
            element,
            "vendor-elements",
            f"Elements of {shown(namespace)} are kept out of the player.",
        )


def _foreign(root: etree._Element) -> dict[str, etree._Element]:
    """The namespaces that are not cmi5's, with the first element of each."""
    found: dict[str, etree._Element] = {}
    for element in root.iter():
        namespace = etree.QName(element).namespace
        if namespace and namespace != NAMESPACE:
            found.setdefault(namespace, element)
    return found


def _located(root: etree._Element) -> set[str]:
    """The namespaces that some xsi:schemaLocation in the document gives a place for."""
    found: set[str] = set()
    for element in root.iter():
        found.update((element.get(f"{{{XSI}}}schemaLocation") or "").split()[::2])
    return found
