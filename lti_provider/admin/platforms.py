"""Platforms and their deployments: registered by hand, or looked at."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from academies.admin_rights import RoleRights
from academies.permissions import Right
from lti_provider.admin.approval import Approval
from lti_provider.admin.lti11 import PlatformForm
from lti_provider.admin.status import StatusPage
from lti_provider.models import Deployment, Platform, ResourceLink


class DeploymentInline(RoleRights, TabularInline):  # type: ignore[misc]
    model = Deployment
    academy_path = "platform__academy"
    extra = 1

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The head of the column names the field for the eye alone."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs.setdefault("aria-label", str(db_field.verbose_name))
        return field


@admin.register(Platform)
class PlatformAdmin(StatusPage, Approval, RoleRights, ModelAdmin):  # type: ignore[misc]
    academy_path = "academy"
    list_display = ["name", "academy", "issuer", "client_id", "shown_status", "status_link"]
    list_filter = ["status", "academy"]
    list_select_related = ["academy"]
    search_fields = ["name", "issuer", "client_id"]
    inlines = [DeploymentInline]
    form = PlatformForm
    fields = [
        "academy",
        "name",
        "status",
        "issuer",
        "client_id",
        "auth_login_url",
        "token_url",
        "jwks_url",
        "frame_origins",
        "product_family",
        "allows_anonymous",
        "lti11_consumer_key",
        "new_lti11_secret",
        "registered_by",
        "jwks_fetched_at",
        "created_at",
    ]
    readonly_fields = ["registered_by", "jwks_fetched_at", "created_at"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(ResourceLink)
class ResourceLinkAdmin(RoleRights, ModelAdmin):  # type: ignore[misc]
    """Made by launches; here to answer "does this activity want grades, and where?"."""

    academy_path = "deployment__platform__academy"
    offered = frozenset({Right.VIEW})
    list_display = ["__str__", "offering", "context", "deployment", "line_item_url"]
    list_select_related = [
        "deployment__platform",
        "offering__module",
        "context",
    ]
    search_fields = ["title", "resource_link_id"]
    fields = readonly_fields = [
        *["title", "resource_link_id", "deployment", "context", "offering"],
        *["line_item_url", "line_items_url", "ags_scopes", "memberships_url"],
    ]
