"""gunicorn's access log, without what opens a door.

`--logger-class config.access_log.AccessLog`. A query may carry a platform's registration token, a
path the token of a package's file or of an invitation; a referrer could carry either.
"""

from typing import Any

from gunicorn.glogging import Logger

from config.logs import without_tokens


class AccessLog(Logger):  # type: ignore[misc]
    """As gunicorn writes it, with the path only, and its tokens hidden."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        """The parts of a line, by gunicorn's letters."""
        atoms: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        path = without_tokens(str(environ.get("PATH_INFO", "")))
        line = f"{environ['REQUEST_METHOD']} {path} {environ['SERVER_PROTOCOL']}"
        return {**atoms, "r": line, "U": path, "q": "", "f": "-"}
