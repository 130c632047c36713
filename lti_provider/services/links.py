"""Find the activity of a launch and the module it points to.

The module's id comes with every launch, in `custom.module` (set when the trainer chose it) or in
the target's query; resource-link ids change when a course is copied, so they identify nothing but
the place.
"""

import uuid
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, Case, CharField, DateField, QuerySet, Value, When
from django.utils import timezone

from academies.models import Academy
from courses.models import Module, Offering
from courses.prepared import Given, Prepared
from courses.selectors import is_open
from lti_provider import refusals
from lti_provider.claims import Message
from lti_provider.models import Context, Deployment, Platform, ResourceLink
from lti_provider.services.copied_links import adopted_module

# What a platform says of an activity and of a course at each launch, which `_update` compares.
_SAID_OF_LINK = ("title", "line_item_url", "line_items_url", "ags_scopes", "memberships_url")
_SAID_OF_CONTEXT = ("context_id", "label", "title", "memberships_url", "groups_url")


def find_link(platform: Platform, message: Message) -> ResourceLink:
    """The resource link of the message, with what a launch reads of its course and module.

    Made at first sight; brought up to date when the platform's endpoints or the module changed.
    Raises LaunchRefused: unknown deployment, no module, module gone or not open to the academy.
    """
    module_id = _module_id(message)
    link = _load(platform, message)
    if link is None:
        link = _create(platform, message, module_id)
    elif module_id is not None and link.offering.module.public_id != module_id:
        _point_to(link, platform.academy, _open_module(platform, module_id))
        link = _reload(platform, message)
    if not link.is_open:  # type: ignore[attr-defined]  # annotated by _load
        raise refusals.module_gone("not_entitled", f"offering {link.offering_id}")
    _update(link, message)
    return link


def find_place(platform: Platform, message: Message) -> tuple[Deployment, Context | None]:
    """Deployment and course of a message that is about no activity.

    Raises LaunchRefused: unknown deployment.
    """
    deployment = _deployment(platform, message)
    return deployment, _context(deployment, message)


def _load(platform: Platform, message: Message) -> ResourceLink | None:
    return _LINK.first(
        platform=platform.pk,
        academy=platform.academy_id,
        deployment=message.deployment_id,
        link=message.resource_link.id,
        day=timezone.now().date(),
    )


def _link() -> QuerySet[ResourceLink]:
    """`is_open`: the module's course is open to `academy` on `day`."""
    academy, day = Given("academy", BigIntegerField()), Given("day", DateField())
    opens = is_open(academy, day, "offering__module__course_id")
    return (
        ResourceLink.objects.filter(
            deployment__platform=Given("platform", BigIntegerField()),
            deployment__deployment_id=Given("deployment", CharField()),
            resource_link_id=Given("link", CharField()),
        )
        .select_related("deployment", "context", "offering__module")
        .only(
            *_SAID_OF_LINK,
            *(f"context__{name}" for name in _SAID_OF_CONTEXT),
            "deployment__platform",
            "offering__module__public_id",
        )
        .annotate(is_open=Case(When(opens, then=Value(True)), default=Value(False)))
    )


_LINK = Prepared(_link)


def _point_to(link: ResourceLink, academy: Academy, module: Module) -> None:
    """Offer another module in the activity's place: once, though a whole class opens it at once.

    An offering that another request replaces would take the attempts that began on it away.
    """
    with transaction.atomic():
        row = ResourceLink.objects.select_for_update().get(pk=link.pk)
        if row.offering.module_id != module.pk:
            row.offering = _offer(academy, module)
            row.save(update_fields=["offering"])


def _reload(platform: Platform, message: Message) -> ResourceLink:
    link = _load(platform, message)
    if link is None:
        raise refusals.module_gone("link_vanished")
    return link


def _create(platform: Platform, message: Message, module_id: uuid.UUID | None) -> ResourceLink:
    deployment = _deployment(platform, message)
    if module_id is None:
        module_id = _adopted(platform, deployment, message)
    module = _open_module(platform, module_id)
    _insert(platform, message, deployment, module)
    return _reload(platform, message)


def _adopted(platform: Platform, deployment: Deployment, message: Message) -> uuid.UUID:
    """The module of a copied activity that names none itself. Raises LaunchRefused."""
    module = adopted_module(platform, deployment, message)
    if module is None:
        raise refusals.module_gone("no_module", "the launch names no module")
    return module.public_id


def _deployment(platform: Platform, message: Message) -> Deployment:
    deployment = Deployment.objects.filter(
        platform=platform, deployment_id=message.deployment_id
    ).first()
    if deployment is None:
        raise refusals.unknown_platform("unknown deployment")
    return deployment


def _insert(platform: Platform, message: Message, deployment: Deployment, module: Module) -> None:
    try:
        with transaction.atomic():
            ResourceLink.objects.create(
                deployment=deployment,
                resource_link_id=message.resource_link.id,
                context=_context(deployment, message),
                offering=_offer(platform.academy, module),
                **_wanted(message),
            )
    except IntegrityError:
        # A class of thirty opens a new activity at once; one of them made the row.
        return


def _context(deployment: Deployment, message: Message) -> Context | None:
    said = message.context
    if not said.id:
        return None
    context, _ = Context.objects.update_or_create(
        deployment=deployment, context_id=said.id, defaults=_course(message)
    )
    return context


def _course(message: Message) -> dict[str, str]:
    """What the platform says of the course today. A service it does not name here stays known."""
    said = {"label": message.context.label, "title": message.context.title}
    services = {
        "memberships_url": message.endpoints.memberships,
        "groups_url": message.endpoints.groups,
    }
    return {**said, **{name: url for name, url in services.items() if url}}


def _module_id(message: Message) -> uuid.UUID | None:
    in_target = parse_qs(urlsplit(message.target_link_uri).query).get("module", [""])[0]
    text = message.custom.get("module") or in_target
    if not text:
        return None
    try:
        return uuid.UUID(text)
    except ValueError:
        raise refusals.module_gone("module_malformed", "module is no UUID") from None


def _open_module(platform: Platform, public_id: uuid.UUID) -> Module:
    """The module, if the platform's academy may open its course. Raises LaunchRefused."""
    module = Module.objects.filter(public_id=public_id).first()
    if module is None:
        raise refusals.module_gone("module_unknown", str(public_id))
    opens = is_open(platform.academy_id, timezone.now().date(), "course_id")
    if not Module.objects.filter(opens, pk=module.pk).exists():
        raise refusals.module_gone("not_entitled", f"module {module.pk}")
    return module


def _offer(academy: Academy, module: Module) -> Offering:
    return Offering.objects.create(academy=academy, module=module, title=module.title)


def _wanted(message: Message) -> dict[str, object]:
    """What the platform says of the activity today."""
    return {
        "title": message.resource_link.title,
        "line_item_url": message.endpoints.line_item,
        "line_items_url": message.endpoints.line_items,
        "ags_scopes": list(message.endpoints.ags_scopes),
        "memberships_url": message.endpoints.memberships,
    }


def _update(link: ResourceLink, message: Message) -> None:
    wanted = _wanted(message)
    if link.line_item_url and not message.endpoints.line_item:
        # Moodle drops the claim while a second column points to the same link; the column stays.
        wanted["line_item_url"] = link.line_item_url
    if message.context.id:
        if link.context is None or link.context.context_id != message.context.id:
            wanted["context"] = _context(link.deployment, message)
        else:
            _store_changed(link.context, _course(message))
    _store_changed(link, wanted)


def _store_changed(row: Context | ResourceLink, wanted: Mapping[str, object]) -> None:
    """Write nothing when nothing changed: most launches are repeats."""
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, wanted[name])
    if changed:
        row.save(update_fields=changed)
