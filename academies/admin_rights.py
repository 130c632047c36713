"""The mixin through which every page of the staff admin asks `academies.permissions`."""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from academies.permissions import Right, label_of, rights, within_reach


class RoleRights:
    """Put before ModelAdmin. The subclass says how its rows belong to an academy.

    `academy_path`: the lookup from a row to its academy ("" for the academy itself), or None for
    rows of no academy. `offered`: what the page offers at all; the role narrows it further.
    """

    academy_path: str | None = None
    offered: frozenset[Right] = frozenset(Right)
    # Of ModelAdmin.
    model: type[Model]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        return within_reach(request.user, rows, self.academy_path)

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
        """`obj` is a row, or its key (Unfold passes that), or None when the model is asked of."""
        if right not in self.offered or right not in rights(request.user, label_of(self.model)):
            return False
        if obj is None:
            return True
        key = obj.pk if isinstance(obj, Model) else obj
        return self.get_queryset(request).filter(pk=key).exists()
