"""The LTI room."""

from django.apps import AppConfig


class LtiProviderConfig(AppConfig):
    name = "lti_provider"
    verbose_name = "LTI"
