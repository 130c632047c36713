"""A tus 1.0.0 server for packages: https://tus.io/protocols/resumable-upload.

Only who may import begins an upload, and only the person who began it goes on with it or sees it.
The staff's session is the authority, so that every request that changes something also needs the
token against forged requests (X-CSRFToken).
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from academies.models import StaffUser
from academies.permissions import Right, rights
from courses.models import Upload
from courses.services import uploads
from courses.services.appending import append
from courses.tus import (
    EXTENSIONS,
    VERSION,
    TusRefused,
    check_body_type,
    check_version,
    http_date,
    read_length,
    read_metadata,
    read_offset,
    read_size,
)

Answer = Callable[..., HttpResponse]


def collection(request: HttpRequest) -> HttpResponse:
    """POST begins an upload (creation); OPTIONS says what this server can do."""
    return _answered(request, {"POST": _begin, "OPTIONS": _abilities})


def one(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """HEAD tells the offset, PATCH appends, DELETE throws away (termination)."""
    methods: dict[str, Answer] = {
        "HEAD": _tell,
        "PATCH": _append,
        "DELETE": _discard,
        "OPTIONS": _abilities,
    }
    return _answered(request, methods, public_id=public_id)


def _answered(request: HttpRequest, methods: dict[str, Answer], **named: Any) -> HttpResponse:
    try:
        response = _dispatched(request, methods, **named)
    except TusRefused as refused:
        response = HttpResponse(str(refused), status=refused.status, content_type="text/plain")
        if refused.status == 412:
            response.headers["Tus-Version"] = VERSION
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    return response


def _dispatched(request: HttpRequest, methods: dict[str, Answer], **named: Any) -> HttpResponse:
    owner = _owner(request)
    method = str(request.method)
    if method == "POST":
        # Not of a GET, say: that one was not asked for the token.
        method = request.headers.get("X-HTTP-Method-Override", method)
    if method not in methods:
        raise TusRefused(405, f"One of {', '.join(methods)} is understood here.")
    if method != "OPTIONS":
        check_version(request.headers.get("Tus-Resumable"))
        if "public_id" in named:
            named = {"upload": _own(owner, named["public_id"])}
    return methods[method](request, owner=owner, **named)


def _owner(request: HttpRequest) -> StaffUser:
    user = request.user
    if not isinstance(user, StaffUser):
        raise TusRefused(401, "Sign in again; the upload goes on where it stopped.")
    if Right.ADD not in rights(user, "courses.importjob"):
        raise TusRefused(403, "Your role imports no packages.")
    return user


def _own(owner: StaffUser, public_id: uuid.UUID) -> Upload:
    found = uploads.of_owner(owner).filter(public_id=public_id).first()
    if found is None:
        raise TusRefused(404, "There is no such upload of yours, or it has expired. Begin anew.")
    return found


def _abilities(request: HttpRequest, **named: Any) -> HttpResponse:
    del request, named
    headers = {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(settings.IMPORT_MAX_BYTES),
    }
    return HttpResponse(status=204, headers=headers)


def _begin(request: HttpRequest, owner: StaffUser) -> HttpResponse:
    if "Upload-Defer-Length" in request.headers:
        raise TusRefused(400, "The length has to be known from the beginning.")
    length = read_length(request.headers.get("Upload-Length"), settings.IMPORT_MAX_BYTES)
    metadata = request.headers.get("Upload-Metadata", "")
    name = read_metadata(metadata).get("filename", "")
    upload = uploads.begin(owner, length, name, metadata)
    response = HttpResponse(status=201, headers=_expiry(upload))
    response.headers["Location"] = reverse(
        "admin:courses_importjob_upload", args=[upload.public_id]
    )
    return response


def _tell(request: HttpRequest, owner: StaffUser, upload: Upload) -> HttpResponse:
    del request, owner
    upload = uploads.reconciled(upload)
    headers = {
        "Upload-Offset": str(upload.offset),
        "Upload-Length": str(upload.length),
        **_expiry(upload),
    }
    if upload.metadata:
        headers["Upload-Metadata"] = upload.metadata
    return HttpResponse(status=200, headers=headers)


def _append(request: HttpRequest, owner: StaffUser, upload: Upload) -> HttpResponse:
    del owner
    check_body_type(request.headers.get("Content-Type", ""))
    offset = read_offset(request.headers.get("Upload-Offset"))
    size = read_size(request.headers.get("Content-Length"))
    # The body is read in blocks here and nowhere else: it is never in memory as a whole.
    offset = append(upload, offset, size, request.read)
    upload.refresh_from_db(fields=["expires_at"])
    return HttpResponse(status=204, headers={"Upload-Offset": str(offset), **_expiry(upload)})


def _discard(request: HttpRequest, owner: StaffUser, upload: Upload) -> HttpResponse:
    del request, owner
    uploads.discard(upload)
    return HttpResponse(status=204)


def _expiry(upload: Upload) -> dict[str, str]:
    return {"Upload-Expires": http_date(upload.expires_at)}
