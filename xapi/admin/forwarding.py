"""Where an academy wants its statements sent, and what its store has refused."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldBooleanWidget

from academies.admin_decorators import labelled
from academies.admin_rights import RoleRights
from academies.outbound import http
from academies.outbound.secrets_at_rest import seal
from academies.permissions import Right, academies_in_reach, rights
from xapi import tasks
from xapi.models import DeadLetter, Forwarding
from xapi.services import forwarding

if TYPE_CHECKING:
    _Form = forms.ModelForm[Forwarding]
else:
    _Form = forms.ModelForm
# The sealed value is about twice as long, and has to fit into its column.
_LONGEST_SECRET = 200


class ForwardingForm(_Form):
    """`new_secret` is sealed as it is stored; left empty, the stored one stays.

    Not where the address or the name changes: the stored secret would go to somebody else.
    """

    new_secret = forms.CharField(
        label=_("Secret"),
        required=False,
        strip=False,
        max_length=_LONGEST_SECRET,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=_("Stored encrypted and never shown. Empty: the stored one stays."),
    )
    from_beginning = forms.BooleanField(
        label=_("Send what is stored already, too"), required=False, widget=UnfoldBooleanWidget
    )

    class Meta:
        model = Forwarding
        fields = ["username"]

    def clean_endpoint(self) -> str:
        """With a slash at its end, and an address that is called at all."""
        endpoint = str(self.cleaned_data["endpoint"]).rstrip("/") + "/"
        try:
            http.check_address(endpoint)
        except http.AddressRefused as refused:
            raise forms.ValidationError(
                _("Nothing is sent to such an address: %(why)s.") % {"why": refused}
            ) from refused
        return endpoint

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        # Of the row it has still the values from before.
        elsewhere = any(
            cleaned.get(name) != getattr(self.instance, name) for name in ("endpoint", "username")
        )
        if cleaned.get("new_secret"):
            self.instance.secret = seal(cleaned["new_secret"])
        elif elsewhere or not self.instance.secret:
            self.add_error("new_secret", _("Enter the secret that belongs to this address."))
        return cleaned


@admin.register(Forwarding)
class ForwardingAdmin(RoleRights, ModelAdmin):  # type: ignore[misc]
    academy_path = "academy"
    list_display = ["academy", "endpoint", "shown_state", "which", "last_sent_at", "last_answer"]
    list_select_related = ["academy"]
    form = ForwardingForm
    fields = [
        *["academy", "endpoint", "username", "new_secret", "version", "which", "is_active"],
        *["last_sent_at", "last_answer"],
    ]
    readonly_fields = ["last_sent_at", "last_answer"]

    @labelled(
        _("State"),
        "failures",
        {"off": "warning", "trying": "danger", "well": "success"},
    )
    def shown_state(self, row: Forwarding) -> tuple[str, Any]:
        if not row.is_active:
            return "off", _("Off")
        if row.failures:
            return "trying", _("Tried again later")
        return "well", _("Sending")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return self.fields if obj else [*self.fields[:-2], "from_beginning"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*self.readonly_fields, "academy"] if obj else []

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **more: Any) -> Any:
        if db_field.name == "academy":
            more["queryset"] = academies_in_reach(request.user)
        return super().formfield_for_foreignkey(db_field, request, **more)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **more: Any) -> Any:
        if db_field.name == "endpoint":
            more["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **more)

    def save_model(self, request: HttpRequest, obj: Forwarding, form: Any, change: bool) -> None:
        """Write what the form changed: how far the sending has come is a worker's to say."""
        if not change:
            forwarding.begin(obj, from_beginning=form.cleaned_data["from_beginning"])
            super().save_model(request, obj, form, change)
            return
        # Mended settings are tried at once.
        obj.failures, obj.not_before, obj.last_answer = 0, timezone.now(), ""
        own = {"endpoint", "username", "version", "which", "is_active"} & set(form.changed_data)
        obj.save(update_fields=["secret", "failures", "not_before", "last_answer", *own])
        self.note_saved(request, obj, form, added=False)


@admin.register(DeadLetter)
class DeadLetterAdmin(RoleRights, ModelAdmin):  # type: ignore[misc]
    academy_path = "forwarding__academy"
    offered = frozenset({Right.VIEW})
    list_display = ["statement", "shown_academy", "shown_state", "tries", "why", "updated_at"]
    list_filter = ["state", "forwarding__academy"]
    list_select_related = ["statement", "forwarding__academy"]
    search_fields = ["statement__statement_id"]
    search_help_text = _("Part of a statement's id.")
    ordering = ["-updated_at"]
    fields = readonly_fields = [
        *["shown_academy", "state", "why", "status", "tries", "created_at", "updated_at"],
        "shown_document",
    ]
    actions = ["send_again"]

    @labelled(
        _("State"),
        "state",
        {DeadLetter.State.REFUSED: "danger", DeadLetter.State.WAITING: "info"},
    )
    def shown_state(self, letter: DeadLetter) -> tuple[str, str]:
        return letter.state, letter.get_state_display()

    @admin.display(description=_("Academy"))
    def shown_academy(self, letter: DeadLetter) -> str:
        return letter.forwarding.academy.name

    @admin.display(description=_("Statement"))
    def shown_document(self, letter: DeadLetter) -> str:
        return letter.statement.document

    @admin.action(description=_("Send again"), permissions=["send_again"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[DeadLetter]) -> None:
        """Put the chosen statements back into the queue."""
        chosen = list(queryset)
        count = forwarding.send_again(chosen)
        for letter in chosen:
            self.log_change(request, letter, str(_("Send again")))
        for pk in {letter.forwarding_id for letter in chosen}:
            tasks.ring_forwarding(pk)
        said = ngettext(
            "%(count)d statement is being sent again.",
            "%(count)d statements are being sent again.",
            count,
        )
        self.message_user(request, said % {"count": count}, messages.SUCCESS)

    def has_send_again_permission(self, request: HttpRequest) -> bool:
        return Right.CHANGE in rights(request.user, "xapi.deadletter")
