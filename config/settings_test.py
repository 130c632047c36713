"""Settings of the test suite: the embedded default, in a throw-away place."""

import os
import tempfile
from pathlib import Path

_PLACE = Path(tempfile.mkdtemp(prefix="lti-tests-"))
os.environ.setdefault("VAR_DIR", str(_PLACE))
os.environ.setdefault("KEYS_DIR", str(_PLACE / "keys"))
# Stories about other things sign in without one; tests/config/test_staff_auth.py requires it.
os.environ.setdefault("STAFF_SECOND_FACTOR", "optional")
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 40)

from config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files straight from the rooms: nothing is collected for a test run.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
