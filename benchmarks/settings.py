"""The tool's settings, with the bare views of `benchmarks.urls` beside the tool's."""

import os

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE as TOOLS_MIDDLEWARE
from config.settings import STORAGES as TOOLS_STORAGES

ROOT_URLCONF = "benchmarks.urls"
MIDDLEWARE = [*TOOLS_MIDDLEWARE]
if os.environ.get("BENCHMARK_COUNTING"):
    # Only where costs are counted: where time is taken, the middleware is the tool's own.
    MIDDLEWARE.insert(0, "benchmarks.counting.CountingMiddleware")
# The same names with a hash; that nothing is compressed saves ten seconds before each measurement.
STORAGES = {
    **TOOLS_STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
