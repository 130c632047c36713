"""Every addition, change and deletion by a form of the staff admin goes into the audit log.

The admin runs each of them in a transaction of its own, so entry and change are stored together.
"""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from academies import audit
from academies.models import Academy


class AuditedWrites:
    """Put before ModelAdmin, as part of RoleRights. `academy_path`: as there."""

    academy_path: str | None = None

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)  # type: ignore[misc]
        self.note_saved(request, obj, form, added=not change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)  # type: ignore[misc]
        gone = getattr(formset, "deleted_objects", [])
        for row in gone:
            self._note(request, row, "deleted", _stored(row), {}, form.instance)
        forms = {id(each.instance): each for each in formset.forms}
        for row in getattr(formset, "new_objects", []):
            self._note(request, row, "added", {}, _stored(row), form.instance)
        for row, names in getattr(formset, "changed_objects", []):
            before, after = _sides(forms[id(row)], names)
            self._note(request, row, "changed", before, after, form.instance)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._note(request, obj, "deleted", _stored(obj), {}, obj)
        super().delete_model(request, obj)  # type: ignore[misc]

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for row in queryset:
            self._note(request, row, "deleted", _stored(row), {}, row)
        super().delete_queryset(request, queryset)  # type: ignore[misc]

    def note_saved(self, request: HttpRequest, obj: Any, form: Any, *, added: bool) -> None:
        """The entry of a form that was saved; none where nothing changed."""
        names = [name for name in form.changed_data if name in form.cleaned_data]
        if added:
            after = {**_stored(obj), **_sides(form, names)[1]}
            self._note(request, obj, "added", {}, after, obj)
            return
        before, after = _sides(form, names)
        if after:
            self._note(request, obj, "changed", before, after, obj)

    def academy_of(self, obj: Any) -> Academy | None:
        """The academy of a row, where the path to it goes through single rows only."""
        if self.academy_path is None:
            return None
        found = obj
        for step in self.academy_path.split("__") if self.academy_path else []:
            found = getattr(found, step, None)
        return found if isinstance(found, Academy) else None

    def _note(  # one entry has this many parts
        self,
        request: HttpRequest,
        row: Model,
        done: str,
        before: dict[str, Any],
        after: dict[str, Any],
        whose: Any,
    ) -> None:
        name = row._meta.model_name  # noqa: SLF001 - documented by Django
        academy = self.academy_of(whose)
        academy = academy or getattr(row, "academy", None)
        if done == "deleted" and academy is not None and academy.pk is None:
            academy = None
        audit.record(request.user, f"{name}.{done}", row, before, after, academy)


def _sides(form: Any, names: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The changed fields of a form as they were, and as they are."""
    before = {name: form.get_initial_for_field(form.fields[name], name) for name in names}
    after = {name: form.cleaned_data.get(name) for name in names}
    # Django calls an empty list that stays one a change.
    changed = [name for name in names if before[name] != after[name]]
    return {name: before[name] for name in changed}, {name: after[name] for name in changed}


def _stored(row: Model) -> dict[str, Any]:
    """The columns of a row, without those that are empty."""
    fields = row._meta.concrete_fields  # noqa: SLF001 - documented by Django
    found = {field.name: field.value_from_object(row) for field in fields if not field.primary_key}
    return {name: value for name, value in found.items() if value not in (None, "", [], {})}
