"""Courses and their modules."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from academies.admin_rights import RoleRights
from academies.permissions import Right
from courses.models import Course, Entitlement, Module, RuleChange
from courses.services import rule_changes
from courses.tasks import ring_for_rules


class ModulesOfCourse(RoleRights, TabularInline):  # type: ignore[misc]
    model = Module
    academy_path = "course__entitlements__academy"
    fields = ["title", "duration_minutes", "position"]
    extra = 0
    show_change_link = True


class AcademiesOfCourse(RoleRights, TabularInline):  # type: ignore[misc]
    model = Entitlement
    academy_path = provider_path = "academy"
    offered = frozenset({Right.VIEW})
    fields = readonly_fields = ["academy", "starts_on", "expires_on"]
    extra = 0
    show_change_link = True


@admin.register(Course)
class CourseAdmin(RoleRights, ModelAdmin):  # type: ignore[misc]
    academy_path = "entitlements__academy"
    list_display = ["title", "subject", "level", "language", "module_count"]
    list_filter = ["level", "language"]
    search_fields = ["title", "subject", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [ModulesOfCourse, AcademiesOfCourse]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        courses: QuerySet[Any] = super().get_queryset(request)
        counted: QuerySet[Any] = courses.annotate(modules_in_it=Count("modules"))
        return counted

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else dict(self.prepopulated_fields)

    @admin.display(description=_("Modules"), ordering="modules_in_it")
    def module_count(self, course: Any) -> int:
        return int(course.modules_in_it)


@admin.register(Module)
class ModuleAdmin(RoleRights, ModelAdmin):  # type: ignore[misc]
    academy_path = "course__entitlements__academy"
    list_display = ["title", "course", "duration_minutes", "public_id"]
    list_filter = ["course"]
    list_select_related = ["course"]
    search_fields = ["title", "course__title", "public_id"]
    readonly_fields = ["public_id", "shown_change"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *("course", "title", "other_titles", "description"),
                    *("duration_minutes", "position"),
                    "public_id",
                ]
            },
        ),
        (
            _("Attempts"),
            {
                "description": _(
                    "An attempt is a learner's way through the module, from the first page to a "
                    "result."
                ),
                "fields": [
                    *("new_attempts", "max_attempts", "counted_attempt", "resumes_completed")
                ],
            },
        ),
        (
            _("Completion"),
            {"fields": ["completion_rule", "completion_percent", "shown_change"]},
        ),
    ]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A line for each language, and some room."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "other_titles":
            field.widget.attrs["rows"] = 4
        return field

    def save_model(self, request: HttpRequest, obj: Module, form: Any, change: bool) -> None:
        """What decides over results is applied to those that there are, by a worker."""
        super().save_model(request, obj, form, change)
        if change and set(form.changed_data) & set(Module.JUDGING):
            started = rule_changes.begin(obj)
            transaction.on_commit(lambda: ring_for_rules(started.pk))

    @admin.display(description=_("Applied to earlier attempts"))
    def shown_change(self, module: Module) -> str:
        found = RuleChange.objects.filter(module=module.pk).first()
        if found is None:
            return str(_("These settings have not been changed yet."))
        if found.finished_at is None:
            said = {"done": found.done, "total": max(found.done, found.total)}
            return _("Being applied: %(done)d of %(total)d attempts. Reload this page.") % said
        when = f"{found.finished_at:%Y-%m-%d %H:%M} UTC"
        said_then = {"attempts": found.done, "when": when}
        return _("Applied to all attempts (%(attempts)d), %(when)s.") % said_then
