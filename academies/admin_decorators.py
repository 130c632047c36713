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
