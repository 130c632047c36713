"""The staff who administer, and learners under their pseudonyms."""

from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from academies import audit
from academies.admin_decorators import act_button
from academies.admin_pages import ActPage, ReasonForm, act_page, staff_of
from academies.admin_rights import RoleRights
from academies.models import Learner, StaffUser
from academies.permissions import Act, Right, may
from academies.services.erasure import erase
from academies.staff.admin_actions import WayIn

ERASE = ActPage(
    _("Erase personal data"),
    _("Removes the name, address, service number and every link to the person's account, and what "
      "they typed into modules. What remains is the record of somebody nobody can name. It cannot "
      "be undone."),
    _("Erase for good"),
    ReasonForm,
    warned=True,
)  # fmt: skip


@admin.register(StaffUser)
class StaffUserAdmin(WayIn, RoleRights, UserAdmin, ModelAdmin):  # type: ignore[misc,type-arg]
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

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The buttons say what they did in words (academies.staff.admin_actions)."""
        if isinstance(message, str):
            done = {"done": message}
            audit.record(
                staff_of(request), "staffuser.changed", obj, after=done, academy=obj.academy
            )
        return super().log_change(request, obj, message)

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002 - Django's own name
        form_url: str = "",
    ) -> HttpResponse:
        """A new password is an act like others: in the audit log, without the password."""
        with transaction.atomic():
            response: HttpResponse = super().user_change_password(request, id, form_url)
            if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
                person = StaffUser.objects.select_related("academy").get(pk=id)
                audit.record(
                    staff_of(request), "staffuser.password_set", person, academy=person.academy
                )
        return response

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One by one only: the bulk deletion does not ask about each row."""
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


@admin.register(Learner)
class LearnerAdmin(RoleRights, ModelAdmin):  # type: ignore[misc]
    academy_path = provider_path = "academy"
    offered = frozenset({Right.VIEW})
    list_display = ["shown_pseudonym", "kept_name", "academy", "language", "created_at"]
    list_filter = ["academy"]
    list_select_related = ["academy"]
    search_fields = ["pseudonym"]
    search_help_text = _("Part of a pseudonym; a name only where the academy's policy keeps names.")
    fields = ["pseudonym", "kept_name", "academy", "language", "created_at", "erased_at"]
    readonly_fields = ["pseudonym", "kept_name", "created_at", "erased_at"]
    actions_detail = ["erase"]

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

    @act_button(ERASE.title, "erase", "erase")
    def erase(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        learner = self.get_queryset(request).get(pk=object_id)

        def run(said: dict[str, Any]) -> Promise:
            erase(staff_of(request), learner, said["reason"])
            return _("The personal data is erased. The record stays, without a name.")

        return act_page(self, request, learner, ERASE, run)

    def has_erase_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        learner = self.get_queryset(request).filter(pk=object_id, erased_at=None).first()
        return learner is not None and may(request.user, Act.ERASE, learner.academy)
