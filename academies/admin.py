"""Academies, the staff who administer, and learners under their pseudonyms."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from academies.admin_decorators import labelled
from academies.admin_rights import RoleRights
from academies.models import Academy, Learner, StaffUser
from academies.permissions import Right, acts_as_owner

# Rights come from the role alone (academies.permissions), so there are no groups to manage.
admin.site.unregister(Group)


@admin.register(Academy)
class AcademyAdmin(RoleRights, ModelAdmin):  # type: ignore[misc]
    academy_path = ""
    list_display = ["name", "country", "shown_status", "agreement_expires_on"]
    list_filter = ["status", "country"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        (None, {"fields": ["name", "slug", "country", "language", "status"]}),
        (
            _("Agreement"),
            {"fields": ["agreement_version", "agreement_starts_on", "agreement_expires_on"]},
        ),
        (
            _("Personal data a launch may leave behind"),
            {
                "fields": ["keeps_names", "keeps_emails", "keeps_person_sourcedids"],
                "description": _("Nothing is kept unless the academy's policy asks for it."),
            },
        ),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A national approver decides on the status and the agreement, and on nothing else."""
        if acts_as_owner(request.user):
            return []
        return [
            *["name", "slug", "country", "language"],
            *["keeps_names", "keeps_emails", "keeps_person_sourcedids"],
        ]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj or not acts_as_owner(request.user) else dict(self.prepopulated_fields)

    @labelled(
        _("Status"),
        "status",
        {
            Academy.Status.APPROVED: "success",
            Academy.Status.APPLIED: "info",
            Academy.Status.SUSPENDED: "warning",
            Academy.Status.REVOKED: "danger",
        },
    )
    def shown_status(self, academy: Academy) -> tuple[str, str]:
        return academy.status, academy.get_status_display()


@admin.register(StaffUser)
class StaffUserAdmin(RoleRights, UserAdmin, ModelAdmin):  # type: ignore[misc,type-arg]
    academy_path = "academy"
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["username", "role", "academy", "is_active", "last_login"]
    list_filter = ["role", "is_active"]
    list_select_related = ["academy"]
    search_fields = ["username", "first_name", "last_name", "email"]
    filter_horizontal = ()
    readonly_fields = ["last_login", "date_joined"]
    # Not on the form: is_superuser, groups, user_permissions. The role is the whole of it.
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "role", "academy", "country"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": ["username", "usable_password", "password1", "password2"],
            },
        ),
        (_("Rights"), {"fields": ["is_staff", "role", "academy", "country"]}),
    ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An owner does not change a superuser: a new password would be a way to become one."""
        target = obj if isinstance(obj, StaffUser) else None
        protected = target is not None and target.is_superuser and not request.user.is_superuser
        return not protected and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (
            obj is None or self.has_change_permission(request, obj)
        )

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One by one only: the bulk deletion does not ask about each row."""
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


@admin.register(Learner)
class LearnerAdmin(RoleRights, ModelAdmin):  # type: ignore[misc]
    academy_path = "academy"
    offered = frozenset({Right.VIEW})
    list_display = ["shown_pseudonym", "kept_name", "academy", "language", "created_at"]
    list_filter = ["academy"]
    list_select_related = ["academy"]
    search_fields = ["pseudonym"]
    search_help_text = _("Part of a pseudonym; a name only where the academy's policy keeps names.")
    fields = ["pseudonym", "kept_name", "academy", "language", "created_at"]
    readonly_fields = ["pseudonym", "kept_name", "created_at"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Learner], search_term: str
    ) -> tuple[QuerySet[Learner], bool]:
        words = search_term.split()
        for word in words:
            kept = Q(academy__keeps_names=True, display_name__icontains=word)
            queryset = queryset.filter(Q(pseudonym__icontains=word) | kept)
        return queryset, False

    @admin.display(description=_("Pseudonym"), ordering="pseudonym")
    def shown_pseudonym(self, learner: Learner) -> str:
        return str(learner.pseudonym)[:8]

    @admin.display(description=_("Name, if kept"))
    def kept_name(self, learner: Learner) -> str:
        return learner.display_name if learner.academy.keeps_names else ""
