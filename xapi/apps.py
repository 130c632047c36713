"""The xAPI room."""

from django.apps import AppConfig


class XapiConfig(AppConfig):
    name = "xapi"
    verbose_name = "xAPI"

    def ready(self) -> None:
        from xapi import (
            explainer,
            importer,
            receivers,  # noqa: F401  # connects to the academies room's signals
        )

        importer.register()
        explainer.register()
