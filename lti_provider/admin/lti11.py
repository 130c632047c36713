"""The form of a platform, with the LTI 1.1 secret as a field that can be written and not read."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminPasswordWidget

from academies.outbound.secrets_at_rest import seal
from lti_provider.models import Platform

if TYPE_CHECKING:
    _Form = forms.ModelForm[Platform]
else:
    _Form = forms.ModelForm

# The sealed value is about twice as long, and has to fit into its column.
_LONGEST_SECRET = 200


class PlatformForm(_Form):
    """`new_lti11_secret` is sealed as it is stored; left empty, the stored one stays."""

    new_lti11_secret = forms.CharField(
        label=_("LTI 1.1 secret"),
        required=False,
        strip=False,
        max_length=_LONGEST_SECRET,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=_("Stored encrypted and never shown. Empty: the stored one stays."),
    )

    class Meta:
        model = Platform
        fields = ["lti11_consumer_key"]

    def clean(self) -> dict[str, Any]:
        """Without a key nobody asks for the secret."""
        cleaned = super().clean() or {}
        if not cleaned.get("lti11_consumer_key", self.instance.lti11_consumer_key):
            self.instance.lti11_secret = ""
        elif cleaned.get("new_lti11_secret"):
            self.instance.lti11_secret = seal(cleaned["new_lti11_secret"])
        return cleaned
