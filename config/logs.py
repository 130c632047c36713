"""Structured logs: one JSON object a line on standard error, with the correlation id.

Never a token, a name or an address: rooms log ids of our own (attempt, platform), not claims.
"""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

# Paths that carry a token, which Django's own messages quote: of a package's file, and of the
# invitations to apply and to connect a learning platform.
_TOKEN_IN_PATH = re.compile(r"(/c/|/lti/register/|/apply/)[^/\s]+")


def without_tokens(text: str) -> str:
    """`text`, in which addresses have lost the token that opens them."""
    return _TOKEN_IN_PATH.sub(r"\1…", text)


def hide_tokens(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A structlog processor: no line says an address that works."""
    del logger, method
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = without_tokens(value)
    return event


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _SHARED,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                hide_tokens,
                structlog.processors.JSONRenderer(),
            ],
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True, "level": "INFO"},
        "django.request": {"propagate": True, "level": "ERROR"},
        "boto3": {"propagate": True, "level": "WARNING"},
        "botocore": {"propagate": True, "level": "WARNING"},
        "celery": {"propagate": True, "level": "WARNING"},
        "kombu": {"propagate": True, "level": "WARNING"},
        "fontTools": {"propagate": True, "level": "WARNING"},
    },
}


def configure_structlog() -> None:
    """Route structlog's loggers through the standard library, as LOGGING describes."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
