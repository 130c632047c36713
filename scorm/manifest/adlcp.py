"""ADL's extensions of an item, each checked (SCORM 1.2 CAM 2.3; SCORM 2004 CAM 3.4)."""

from __future__ import annotations

import re

from lxml import etree

from courses.packages.refusal import shown
from scorm.manifest.elements import Warnings, local_name, text_of
from scorm.manifest.prerequisites import PrerequisiteError, parse

# SCORM 1.2 RTE 3.4.4: cmi.launch_data is a CMIString4096.
LONGEST_VALUE = 4_096
TIMESPAN = re.compile(r"[0-9]{2,4}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,2})?")
DECIMAL = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,7})?")
TIME_LIMIT_ACTIONS = (
    "exit,message",
    "exit,no message",
    "continue,message",
    "continue,no message",
)


def prerequisites(item: etree._Element, warnings: Warnings) -> str:
    """The text of an aicc_script that can be read, or ""."""
    element = _extension(item, "prerequisites")
    text = text_of(element, LONGEST_VALUE + 1)
    if element is None or not text:
        return ""
    language = (element.get("type") or "").strip()
    if language != "aicc_script":
        warnings.at(element, "prerequisites-type", "The prerequisites are not “aicc_script”.")
    try:
        parse(text)
    except PrerequisiteError as error:
        message = f"The prerequisites {shown(text)} cannot be read and are left out: {error}"
        warnings.at(element, "bad-prerequisites", message)
        return ""
    return text


def mastery_score(item: etree._Element, warnings: Warnings) -> str:
    """A decimal from 0 to 100, or ""."""
    element = _extension(item, "masteryscore")
    text = text_of(element, LONGEST_VALUE)
    if element is None or not text:
        return ""
    if not DECIMAL.fullmatch(text) or float(text) > 100:
        message = f"The mastery score {shown(text)} is no number from 0 to 100; left out."
        warnings.at(element, "bad-mastery-score", message)
        return ""
    return text


def max_time_allowed(item: etree._Element, warnings: Warnings) -> str:
    """A CMITimespan (HHHH:MM:SS.SS), or ""."""
    element = _extension(item, "maxtimeallowed")
    text = text_of(element, LONGEST_VALUE)
    if element is None or not text:
        return ""
    if not TIMESPAN.fullmatch(text):
        message = f"The time allowed {shown(text)} is not HHHH:MM:SS.SS; left out."
        warnings.at(element, "bad-max-time", message)
        return ""
    return text


def time_limit_action(item: etree._Element, warnings: Warnings) -> str:
    """One of TIME_LIMIT_ACTIONS, or ""."""
    element = _extension(item, "timelimitaction")
    text = text_of(element, LONGEST_VALUE).lower()
    if element is None or not text:
        return ""
    action = ",".join(part.strip() for part in text.split(","))
    if action not in TIME_LIMIT_ACTIONS:
        message = f"The action at the time limit {shown(text)} is none of the four; left out."
        warnings.at(element, "bad-time-limit-action", message)
        return ""
    return action


def data_from_lms(item: etree._Element, warnings: Warnings) -> str:
    """The text for cmi.launch_data as it stands, white space included; at most LONGEST_VALUE."""
    element = _extension(item, "datafromlms")
    if element is None:
        return ""
    text = "".join(str(part) for part in element.itertext())
    if not text.strip():
        return ""
    if len(text) > LONGEST_VALUE:
        message = f"The launch data has {len(text):,} characters; cut at {LONGEST_VALUE:,}."
        warnings.at(element, "long-launch-data", message)
    return text[:LONGEST_VALUE]


def _extension(item: etree._Element, name: str) -> etree._Element | None:
    """ "dataFromLMS" and "timeLimitAction" in SCORM 2004, lower case in SCORM 1.2."""
    return next((child for child in item if local_name(child).lower() == name), None)
