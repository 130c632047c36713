"""The form of an invited organisation. The link's token is the authority, and works once."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from academies.models import AcademyInvitation, AgreementText
from academies.refusals import ActRefused
from academies.services import agreement_texts, invitations
from academies.services.applications import Request
from academies.services.applications import apply as store


class ApplicationForm(forms.Form):
    """What the organisation tells of itself; `text` is the agreement that the page showed."""

    organisation = forms.CharField(label=_("Organisation"), max_length=200)
    country = forms.RegexField(
        r"^[A-Z]{2}$",
        label=_("Country"),
        help_text=_("Two capital letters (ISO 3166-1), such as FR."),
        error_messages={"invalid": _("Two capital letters, such as FR.")},
    )
    contact_name = forms.CharField(label=_("Contact person"), max_length=200)
    contact_email = forms.EmailField(label=_("E-mail of the contact person"))
    purpose = forms.CharField(
        label=_("What the courses are for"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Who will learn with them, and how many people about."),
    )
    accepts = forms.BooleanField(
        label=_("We accept this agreement."),
        error_messages={"required": _("Without the agreement nobody can be let in.")},
    )
    text = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, invitation: AcademyInvitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What the invitation says is not the applicant's to change.
        fixed = {"country": invitation.country}
        if invitation.academy:
            fixed["organisation"] = invitation.academy.name
        for name, value in fixed.items():
            if value:
                self.initial[name] = value
                self.fields[name].disabled = True
        for name, field in self.fields.items():
            described = [f"{name}-help"] if field.help_text else []
            if self.is_bound and name in self.errors:
                field.widget.attrs["aria-invalid"] = "true"
                described.append(f"{name}-error")
            if described:
                field.widget.attrs["aria-describedby"] = " ".join(described)
        for name, meaning in _AUTOCOMPLETE.items():
            self.fields[name].widget.attrs["autocomplete"] = meaning


# WCAG 2.2, 1.3.5 Identify Input Purpose.
_AUTOCOMPLETE = {
    "organisation": "organization",
    "country": "country",
    "contact_name": "name",
    "contact_email": "email",
}


@never_cache
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, token: str) -> HttpResponse:
    """The form, its errors, the thanks, or a plain page where the link is of no use (any more)."""
    invitation = invitations.find(token)
    if invitation is None:
        return _refused(request, "link_void", 404)
    text = agreement_texts.current(translation.get_language() or "en")
    if text is None:
        return _refused(request, "no_agreement_text", 503)
    if request.method == "GET":
        said = {"organisation": invitation.organisation, "text": text.pk}
        form = ApplicationForm(initial=said, invitation=invitation)
        return _page(request, form, text)
    return _answer(request, invitation, text)


def _answer(
    request: HttpRequest, invitation: AcademyInvitation, text: AgreementText
) -> HttpResponse:
    initial = {"organisation": invitation.organisation, "text": text.pk}
    form = ApplicationForm(request.POST, initial=initial, invitation=invitation)
    if not form.is_valid():
        return _page(request, form, text, 400)
    shown = _shown_text(form.cleaned_data["text"], text)
    if shown is None:
        form.add_error("accepts", _("The agreement has changed meanwhile. Read it again, please."))
        form.data = {**form.data.dict(), "text": text.pk, "accepts": ""}  # type: ignore[attr-defined]
        return _page(request, form, text, 409)
    said = {name: form.cleaned_data[name] for name in _STORED}
    try:
        store(invitation, shown, Request(language=shown.language, **said))
    except ActRefused:
        return _refused(request, "link_void", 404)
    context = {"organisation": form.cleaned_data["organisation"]}
    return render(request, "academies/applied.html", context)


_STORED = ("organisation", "country", "contact_name", "contact_email", "purpose")


def _shown_text(pk: int, current: AgreementText) -> AgreementText | None:
    """The text the page showed, in any language of the current version."""
    return AgreementText.objects.filter(
        pk=pk, version=current.version, published_at__isnull=False
    ).first()


def _page(
    request: HttpRequest, form: ApplicationForm, text: AgreementText, status: int = 200
) -> HttpResponse:
    context = {"form": form, "text": text}
    response = render(request, "academies/apply.html", context, status=status)
    # With "no-referrer" a browser posts the form with "Origin: null" (Fetch standard, 3.2), which
    # the protection against forged forms refuses. The address goes to our own origin only.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _refused(request: HttpRequest, code: str, status: int) -> HttpResponse:
    return render(request, "academies/apply_refused.html", {"code": code}, status=status)
