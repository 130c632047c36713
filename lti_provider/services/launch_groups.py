"""The groups that a launch names, for platforms without a groups service (such as Moodle).

The link's custom parameter `groups=$Moodle.Person.userGroupIds` brings the launching person's own.
"""

from lti_provider.claims import Message
from lti_provider.models import LaunchSession, RosterMember


def note_groups(session: LaunchSession, message: Message) -> None:
    """Keep the person's groups in the class list of the course; no query where none are named."""
    if not message.groups or not message.person.sub or session.context_id is None:
        return
    RosterMember.objects.update_or_create(
        context_id=session.context_id,
        sub=message.person.sub,
        defaults={"groups": list(message.groups)},
        create_defaults={"groups": list(message.groups), "is_trainer": message.is_trainer},
    )
