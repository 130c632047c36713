"""Through which every page of the staff admin asks `academies.permissions`: a mixin, a filter."""

from typing import Any

from django.contrib.admin import FieldListFilter, RelatedFieldListFilter
from django.contrib.admin.exceptions import NotRegistered
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from academies.admin_writes import AuditedWrites
from academies.permissions import Right, label_of, rights, within_reach


class RoleRights(AuditedWrites):
    """Put before ModelAdmin. The subclass says how its rows belong to an academy.

    What its forms change goes into the audit log (`academies.admin_writes`).

    `academy_path`: the lookup from a row to its academy ("" for the academy itself), or None for
    rows of no academy. `country_path`: where the country stands in rows that may have no academy
    yet. `offered`: what the page offers at all; the role narrows it further. `provider_path`: the
    lookup to an academy, where rows of what the provider's staff try out are left out.
    """

    academy_path: str | None = None
    country_path = ""
    offered: frozenset[Right] = frozenset(Right)
    provider_path = ""
    # Of ModelAdmin.
    model: type[Model]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        if self.provider_path:
            rows = rows.filter(**{f"{self.provider_path}__is_provider": False})
        return within_reach(request.user, rows, self.academy_path, self.country_path)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._allows(Right.VIEW, request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # `obj` is the parent row, when this is asked of an inline.
        del obj
        return self._allows(Right.ADD, request, None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._allows(Right.CHANGE, request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._allows(Right.DELETE, request, obj)

    def _allows(self, right: Right, request: HttpRequest, obj: Any) -> bool:
        """`obj` is a row, or its key (Unfold passes that), or None when the model is asked of.

        Of an inline it is the parent's row, which the parent's page has asked about already.
        """
        if right not in self.offered or right not in rights(request.user, label_of(self.model)):
            return False
        if obj is None or (isinstance(obj, Model) and not isinstance(obj, self.model)):
            return True
        key = obj.pk if isinstance(obj, Model) else obj
        return self.get_queryset(request).filter(pk=key).exists()


class WithinReachFilter(RelatedFieldListFilter):
    """Offers the related rows that the reader may see, not the names of everybody's."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: Any
    ) -> list[tuple[str, Any]]:
        try:
            related = model_admin.admin_site.get_model_admin(field.related_model)
        except NotRegistered:
            return []  # no page says who may see such rows, so nobody is shown them
        seen = related.get_queryset(request).order_by().values("pk")
        ordering = self.field_admin_ordering(field, request, model_admin)
        choices: list[tuple[str, Any]] = field.get_choices(
            include_blank=False, ordering=ordering, limit_choices_to={"pk__in": seen}
        )
        return choices


# For every list page of the site, whoever writes it: forgetting it would show names.
FieldListFilter.register(
    lambda field: bool(field.remote_field), WithinReachFilter, take_priority=True
)
