"""Tells the courses room that SCORM packages can be imported. Called from ScormConfig.ready."""

from courses.importers import register_importer


def register() -> None:
    """Register the importer under the name that messages show."""
    from scorm.services.importing import import_package

    register_importer("SCORM", import_package)
