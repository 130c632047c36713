"""An activity of a copied course that names no module adopts the one of its original.

Only where that is unambiguous: by the title, which a copy keeps, else by the `resourceId` of its
line item (AGS 2.0, 3.2.7), in which this tool and its deep links put the module's public id.
"""

import structlog

from academies.outbound.http import NotJson
from courses.models import Module
from lti_provider import ags
from lti_provider.claims import Endpoints, Message
from lti_provider.models import Context, Deployment, Platform, ResourceLink
from lti_provider.service_calls import ServiceCalls
from lti_provider.verdicts import NotSent

# Somebody waits in front of the screen, once in the life of a copied activity.
_ASKING_SECONDS = 5.0
_LINE_ITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
log = structlog.get_logger(__name__)


def adopted_module(platform: Platform, deployment: Deployment, message: Message) -> Module | None:
    """The module of the activity that this new one is a copy of; None where nothing says which."""
    course = (
        Context.objects.filter(deployment=deployment, context_id=message.context.id)
        .exclude(copied_from=None)
        .first()
    )
    if course is None:
        return None
    originals = list(
        ResourceLink.objects.filter(context=course.copied_from_id).select_related(
            "offering__module"
        )
    )
    modules = {link.offering.module for link in originals}
    same_title = {
        link.offering.module for link in originals if link.title == message.resource_link.title
    }
    if len(same_title) == 1:
        return same_title.pop()
    resource_id = _resource_id(platform, message.endpoints) if modules else ""
    named = [module for module in modules if str(module.public_id) == resource_id]
    return named[0] if named else None


def _resource_id(platform: Platform, endpoints: Endpoints) -> str:
    """What the platform's own line item says; "" where it cannot be asked or says nothing."""
    readable = [
        scope
        for scope in (ags.LINE_ITEM_READ_SCOPE, ags.LINE_ITEM_SCOPE)
        if scope in endpoints.ags_scopes
    ]
    if not endpoints.line_item or not readable:
        return ""
    try:
        calls = ServiceCalls(platform, _ASKING_SECONDS)
        accept = {"Accept": _LINE_ITEM_TYPE}
        answer = calls.send("GET", endpoints.line_item, readable[0], accept)
        item = answer.json() if answer.status == 200 else None
    except (NotSent, NotJson) as failed:
        log.warning("copied_line_item_unread", platform=platform.pk, error=type(failed).__name__)
        return ""
    named = item.get("resourceId") if isinstance(item, dict) else None
    return named if isinstance(named, str) else ""
