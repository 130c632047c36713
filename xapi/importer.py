"""Tells the courses room that cmi5 and Tin Can packages can be imported. Called from ready."""

from courses.importers import register_importer
from courses.packages import CMI5, TIN_CAN


def register() -> None:
    """Register the importers under the names that messages show."""
    from xapi.services.importing import import_cmi5
    from xapi.services.importing_tincan import import_tincan

    register_importer(CMI5.name, import_cmi5)
    register_importer(TIN_CAN.name, import_tincan)
