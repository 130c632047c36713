"""The SCORM room."""

from django.apps import AppConfig


class ScormConfig(AppConfig):
    name = "scorm"
    verbose_name = "SCORM"

    def ready(self) -> None:
        from scorm import importer

        importer.register()
