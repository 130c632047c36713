"""Turn away a body that is larger than any package may be, before a byte of it is kept.

Django writes an uploaded file to the disk while it parses the form, and that is before any view
can ask who sends it.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

# Boundaries and the other fields of the form.
AROUND_THE_FILE = 1024 * 1024


class BoundedUploadHandler(FileUploadHandler):
    """Stands first in FILE_UPLOAD_HANDLERS and keeps nothing itself."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: int,
        boundary: Any,  # bytes; django-stubs say str
        encoding: str | None = None,
    ) -> None:
        """Raises RequestDataTooBig, which Django answers with 400. WSGI reads no further."""
        if content_length > settings.IMPORT_MAX_BYTES + AROUND_THE_FILE:
            raise RequestDataTooBig(
                f"The body has {content_length} bytes, more than IMPORT_MAX_BYTES allows."
            )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Passes the bytes on to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leaves the file to the next handler."""
