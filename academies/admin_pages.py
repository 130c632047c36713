"""A page of the staff admin for one act: what it does, a form, a button that calls a service."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from academies.models import StaffUser
from academies.refusals import ActRefused

Words = str | Promise


class ReasonForm(forms.Form):
    """An act that wants a reason for the audit log."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("Stands in the audit log. No personal data of learners."),
    )


class AgreementDatesForm(forms.Form):
    """From which day to which, both included."""

    starts_on = forms.DateField(
        label=_("First day"), widget=UnfoldAdminSingleDateWidget(attrs={"type": "date"})
    )
    expires_on = forms.DateField(
        label=_("Last day"), widget=UnfoldAdminSingleDateWidget(attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("starts_on"), said.get("expires_on")
        if first and last and last < first:
            self.add_error("expires_on", _("The last day is before the first."))
        return said


@dataclass(frozen=True, slots=True)
class ActPage:
    """What the page says. `warned`: the act takes something away."""

    title: Words
    explanation: Words
    button: Words
    form: type[forms.Form]
    warned: bool = False
    initial: dict[str, Any] | None = None


def act_page(
    model_admin: Any,
    request: HttpRequest,
    row: Any,
    page: ActPage,
    run: Callable[[dict[str, Any]], HttpResponseBase | Words],
) -> HttpResponseBase:
    """Show the page; on POST call `run` with the cleaned form.

    run: returns what to tell the person (they come back to the row, or to the list), or an answer
    of its own; ActRefused becomes an error of the form. `row` None: the act is about no row.
    """
    form = page.form(request.POST or None, initial=page.initial)
    if request.method == "POST" and form.is_valid():
        try:
            said = run(form.cleaned_data)
        except ActRefused as refused:
            form.add_error(None, str(refused.message))
        else:
            if isinstance(said, HttpResponseBase):
                return said
            messages.success(request, str(said))
            return HttpResponseRedirect(_back(model_admin, row))
    return staff_page(
        model_admin,
        request,
        "admin/academies/act.html",
        {"page": page, "row": row, "form": form, "back": _back(model_admin, row)},
        title=page.title,
    )


def staff_page(
    model_admin: Any, request: HttpRequest, template: str, context: dict[str, Any], *, title: Words
) -> HttpResponse:
    """A page in the frame of the staff admin, kept in no cache."""
    everywhere = model_admin.admin_site.each_context(request)
    response = TemplateResponse(
        request, template, {**everywhere, "opts": model_admin.opts, "title": title, **context}
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def staff_of(request: HttpRequest) -> StaffUser:
    """The signed-in member of staff; the admin site has let nobody else through."""
    user = request.user
    if not isinstance(user, StaffUser):
        raise TypeError("no member of staff is signed in")
    return user


def text_input() -> UnfoldAdminTextInputWidget:
    return UnfoldAdminTextInputWidget()


def select() -> UnfoldAdminSelectWidget:
    return UnfoldAdminSelectWidget()


def _back(model_admin: Any, row: Any) -> str:
    opts = model_admin.opts
    name = f"admin:{opts.app_label}_{opts.model_name}"
    if row is None:
        return reverse(f"{name}_changelist")
    return reverse(f"{name}_change", args=[row.pk])
