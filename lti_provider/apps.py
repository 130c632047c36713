"""The LTI room."""

from django.apps import AppConfig


class LtiProviderConfig(AppConfig):
    name = "lti_provider"
    verbose_name = "LTI"

    def ready(self) -> None:
        from lti_provider import receivers  # noqa: F401  # connects to the courses room's signals
