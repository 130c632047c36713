"""How the staff admin looks. Read by the settings, so what needs the apps is named by its path."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Course provider"),
    "SITE_HEADER": _("Course provider"),
    "SITE_SUBHEADER": _("Staff"),
    "SITE_SYMBOL": "local_police",
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda request: static("courses/icon.svg"),
        },
    ],
    "SITE_URL": None,
    "SHOW_VIEW_ON_SITE": False,
    "DASHBOARD_CALLBACK": "courses.admin.dashboard.dashboard",
    "STYLES": [lambda request: static("courses/admin.css")],
    "ACCOUNT": {
        "navigation": [
            {"title": _("Second factor"), "link": reverse_lazy("mfa_index")},
            {"title": _("Sessions"), "link": reverse_lazy("usersessions_list")},
        ]
    },
    "SIDEBAR": {"navigation": "config.navigation.navigation"},
    # A blue with at least 4.5:1 under white text from 600 on, and on white.
    "COLORS": {
        "primary": {
            "50": "oklch(97% .014 254.6)",
            "100": "oklch(93.2% .032 255.6)",
            "200": "oklch(88.2% .059 254.1)",
            "300": "oklch(80.9% .105 251.8)",
            "400": "oklch(70.7% .165 254.6)",
            "500": "oklch(62.3% .214 259.8)",
            "600": "oklch(48.8% .19 264)",
            "700": "oklch(44% .18 264.4)",
            "800": "oklch(38% .15 265.5)",
            "900": "oklch(32% .12 265.6)",
            "950": "oklch(26% .09 267.9)",
        },
    },
}
