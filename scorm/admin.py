"""Packages in the store, to be looked at: an import adds them."""

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from academies.admin_rights import RoleRights
from academies.permissions import Right
from scorm.models import ScormPackage


@admin.register(ScormPackage)
class ScormPackageAdmin(RoleRights, ModelAdmin):  # type: ignore[misc]
    offered = frozenset({Right.VIEW})
    list_display = ["__str__", "standard", "file_count", "shown_size", "created_at"]
    list_filter = ["standard"]
    search_fields = ["content_digest"]
    fields = ["content_digest", "standard", "file_count", "shown_size", "created_at"]
    readonly_fields = ["shown_size", "created_at"]

    @admin.display(description=_("Size"), ordering="total_bytes")
    def shown_size(self, package: ScormPackage) -> str:
        return filesizeformat(package.total_bytes)
