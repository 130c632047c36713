"""How many parts the attempts that there are have opened, of how many: a rule may ask for it."""

from typing import Any

from django.db import migrations


def count_parts(apps: Any, schema_editor: Any) -> None:
    del schema_editor
    package = apps.get_model("scorm", "ScormPackage")
    state = apps.get_model("scorm", "ScoState")
    attempt = apps.get_model("courses", "Attempt")
    for row in package.objects.iterator():
        total = _launchable(row.manifest)
        tried = attempt.objects.filter(edition__content_digest=row.content_digest, parts_total=0)
        for one in tried.iterator():
            opened = state.objects.filter(attempt=one).exclude(lesson_status="not attempted")
            seen = min(opened.count(), total)
            attempt.objects.filter(pk=one.pk).update(parts_seen=seen, parts_total=total)


def _launchable(manifest: dict[str, Any]) -> int:
    """Items with something to launch, as scorm.manifest counts them in what it has written."""
    for organization in manifest.get("organizations", []):
        if organization.get("identifier") == manifest.get("default"):
            return _count(organization.get("items", []))
    return 0


def _count(items: list[dict[str, Any]]) -> int:
    return sum(bool(item.get("href")) + _count(item.get("children", [])) for item in items)


class Migration(migrations.Migration):
    dependencies = [("scorm", "0004_system_wide"), ("courses", "0004_attempt_rules")]

    operations = [migrations.RunPython(count_parts, migrations.RunPython.noop, elidable=True)]
