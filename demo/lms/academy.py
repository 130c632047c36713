"""One running academy: its configuration, store, keys and clock, in one object."""

from __future__ import annotations

import threading
from typing import cast

from flask import current_app

from demo.lms import activities, roster, tools
from demo.lms.config import Activity, Course, LmsConfig
from demo.lms.faults import Faults
from demo.lms.keys import SigningKeys
from demo.lms.store import Store
from demo.lms.toolkeys import ToolKeys


class Academy:
    """What every endpoint works with. Making it applies the configuration to the store."""

    def __init__(self, config: LmsConfig) -> None:
        self.config = config
        self.store = Store(config.database)
        self.keys = SigningKeys(self.store)
        self.tool_keys = ToolKeys()
        self.stopping = threading.Event()
        self.faults = Faults(self.store, self.stopping)
        self.apply_config()

    def seconds(self) -> int:
        """The academy's clock in whole seconds since the epoch."""
        return int(self.config.now().timestamp())

    def service_url(self, path: str) -> str:
        """Where the tool's server reaches a service; `path` starts behind /mod/lti/."""
        return f"{self.config.service_url}/mod/lti/{path}"

    def page_url(self, path: str) -> str:
        """Where a browser reaches a page; `path` starts with a slash."""
        return f"{self.config.public_url}{path}"

    def apply_config(self) -> None:
        """Add what the configuration names and the store lacks, and bring the rest up to date.

        An activity is known by its course and title. Grades are never touched.
        """
        with self.store.transaction():
            for person in self.config.people:
                roster.add_person(self.store, person)
            for course in self.config.courses:
                self._add_course(course)
            for tool in self.config.tools:
                tools.add_configured(self.store, tool)
            for activity in self.config.activities:
                self._add_activity(activity)

    def reset(self) -> None:
        """Back to the first day: forget everything but the signing keys, then apply the config."""
        with self.store.transaction():
            self.store.empty()
            self.apply_config()
        self.tool_keys.forget()

    def forget_tokens(self) -> None:
        """From now on every access token issued so far is answered with 401."""
        self.store.run("DELETE FROM access_tokens")

    def close(self) -> None:
        self.store.close()

    def _add_course(self, course: Course) -> None:
        known = roster.find_course(self.store, course.id)
        roster.add_course(self.store, course)
        for person in self.config.people if known is None else ():
            roster.enrol(self.store, course.id, person)

    def _add_activity(self, activity: Activity) -> None:
        course_id = activity.course or self.config.courses[0].id
        new = activities.NewLink(
            title=activity.title,
            description=activity.description,
            url=activity.url,
            container=activity.container,
            custom=activity.custom,
            graded=activity.graded,
            resource_id=activity.resource_id,
            tag=activity.tag,
        )
        present = activities.links(self.store, course_id)
        known = [link for link in present if link.title == activity.title]
        if known:
            activities.update_link(self.store, known[0], new)
            return
        for tool in tools.tools(self.store):
            if activity.client_id in ("", tool.client_id):
                activities.add_link(self.store, course_id, tool.id, new)
                return


def here() -> Academy:
    """The academy that answers the current request."""
    return cast(Academy, current_app.extensions["academy"])
