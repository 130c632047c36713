"""The academies room."""

from django.apps import AppConfig


class AcademiesConfig(AppConfig):
    name = "academies"
    verbose_name = "Academies"

    def ready(self) -> None:
        from academies.staff import receivers

        receivers.connected()
