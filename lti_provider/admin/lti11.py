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
        # As Moodle's configuration details call them.
        labels = {
            "issuer": _("Platform ID (issuer)"),
            "client_id": _("Client ID"),
            "auth_login_url": _("Authentication request URL"),
            "token_url": _("Access token URL"),
            "jwks_url": _("Public keyset URL"),
            "frame_origins": _("Other origins that show the tool in a frame"),
            "product_family": _("Product"),
            "allows_anonymous": _("Lets nameless people in"),
            "lti11_consumer_key": _("LTI 1.1 consumer key"),
        }
        help_texts = {
            "frame_origins": _(
                'A list such as ["https://lms.example.org"]. Empty: the issuer\'s own origin.'
            ),
            "product_family": _("Such as moodle or canvas, as the platform says it in a launch."),
        }

    def clean(self) -> dict[str, Any]:
        """Without a key nobody asks for the secret."""
        cleaned = super().clean() or {}
        if not cleaned.get("lti11_consumer_key", self.instance.lti11_consumer_key):
            self.instance.lti11_secret = ""
        elif cleaned.get("new_lti11_secret"):
            self.instance.lti11_secret = seal(cleaned["new_lti11_secret"])
        return cleaned
