"""The SCORM room."""

from django.apps import AppConfig


class ScormConfig(AppConfig):
    name = "scorm"
    verbose_name = "SCORM"

    def ready(self) -> None:
        from scorm import (
            explainer,
            importer,
            receivers,  # noqa: F401  # connects to the academies room's signals
            teller,
        )

        importer.register()
        explainer.register()
        teller.register()
