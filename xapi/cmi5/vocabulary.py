"""The names that cmi5 gives: verbs (9.3), categories (9.6.2), extensions (9.5.5, 9.6.3), types."""

from typing import Final, Literal

LaunchMode = Literal["Normal", "Browse", "Review"]

LAUNCHED: Final = "http://adlnet.gov/expapi/verbs/launched"
INITIALIZED: Final = "http://adlnet.gov/expapi/verbs/initialized"
COMPLETED: Final = "http://adlnet.gov/expapi/verbs/completed"
PASSED: Final = "http://adlnet.gov/expapi/verbs/passed"
FAILED: Final = "http://adlnet.gov/expapi/verbs/failed"
TERMINATED: Final = "http://adlnet.gov/expapi/verbs/terminated"
ABANDONED: Final = "https://w3id.org/xapi/adl/verbs/abandoned"
WAIVED: Final = "https://w3id.org/xapi/adl/verbs/waived"
SATISFIED: Final = "https://w3id.org/xapi/adl/verbs/satisfied"

CMI5_CATEGORY: Final = "https://w3id.org/xapi/cmi5/context/categories/cmi5"
MOVEON_CATEGORY: Final = "https://w3id.org/xapi/cmi5/context/categories/moveon"

_CONTEXT: Final = "https://w3id.org/xapi/cmi5/context/extensions/"
SESSION_ID: Final = f"{_CONTEXT}sessionid"
MASTERY_SCORE: Final = f"{_CONTEXT}masteryscore"
LAUNCH_MODE: Final = f"{_CONTEXT}launchmode"
LAUNCH_URL: Final = f"{_CONTEXT}launchurl"
MOVE_ON: Final = f"{_CONTEXT}moveon"
LAUNCH_PARAMETERS: Final = f"{_CONTEXT}launchparameters"
PROGRESS: Final = "https://w3id.org/xapi/cmi5/result/extensions/progress"
REASON: Final = "https://w3id.org/xapi/cmi5/result/extensions/reason"

BLOCK: Final = "https://w3id.org/xapi/cmi5/activitytype/block"
COURSE: Final = "https://w3id.org/xapi/cmi5/activitytype/course"
# The id of the state document of 10.1, and of the agent profile of 11.
LAUNCH_DATA: Final = "LMS.LaunchData"
LEARNER_PREFERENCES: Final = "cmi5LearnerPreferences"
