"""Unfold's decorators for the staff admin, with types."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from unfold.decorators import action, display

_Function = TypeVar("_Function", bound=Callable[..., Any])


def labelled(
    description: Any, ordering: str, colours: Mapping[Any, str]
) -> Callable[[_Function], _Function]:
    """A column shown as a coloured label; the function returns (key of `colours`, text)."""
    decorate: Callable[[_Function], _Function] = display(
        description=description, ordering=ordering, label=dict(colours)
    )
    return decorate


def form_button(description: Any) -> Callable[[_Function], _Function]:
    """A button beside "Save" (`actions_submit_line`): a POST, for who may change the row."""
    decorate: Callable[[_Function], _Function] = action(
        description=description, permissions=["change"]
    )
    return decorate


def act_button(
    description: Any, url_path: str, permission: str
) -> Callable[[_Function], _Function]:
    """A link to a page of an act (`actions_detail`, `actions_list`): see `academies.admin_pages`.

    permission: "close" asks the page's `has_close_permission`.
    """
    decorate: Callable[[_Function], _Function] = action(
        description=description, url_path=url_path, permissions=[permission]
    )
    return decorate
