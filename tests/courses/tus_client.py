"""A client of the resumable upload protocol, as far as the stories need one."""

import base64
from typing import Any

from django.test import Client

from courses.models import Upload

COLLECTION = "/admin/courses/importjob/uploads/"
BODY = "application/offset+octet-stream"


def headers(**more: Any) -> dict[str, str]:
    named = {name.replace("_", "-"): str(value) for name, value in more.items()}
    return {"Tus-Resumable": "1.0.0", **named}


def begin(client: Client, length: int, name: str = "phishing.zip") -> Any:
    metadata = f"filename {base64.b64encode(name.encode()).decode()}"
    return client.post(COLLECTION, headers=headers(Upload_Length=length, Upload_Metadata=metadata))


def patch(client: Client, url: str, offset: int, piece: bytes, **more: Any) -> Any:
    return client.patch(url, piece, BODY, headers=headers(Upload_Offset=offset, **more))


def head(client: Client, url: str) -> Any:
    return client.head(url, headers=headers())


def uploaded(client: Client, content: bytes, name: str = "phishing.zip") -> Upload:
    """A file that has arrived, in two pieces."""
    url = begin(client, len(content), name).headers["Location"]
    half = len(content) // 2
    patch(client, url, 0, content[:half])
    patch(client, url, half, content[half:])
    return Upload.objects.latest("pk")
