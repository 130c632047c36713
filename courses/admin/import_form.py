"""The form that takes a package: as a file, or as an upload that came in before in pieces."""

import re
import uuid
from typing import IO, TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from academies.models import StaffUser
from courses.models import ImportJob, Upload
from courses.services.uploads import DISK_FULL, has_room, whole_one

# A zip file, or the bare course structure of cmi5 (an XML file, with or without a declaration).
_BEGINNING = re.compile(rb"PK|(\xef\xbb\xbf)?\s*<(\?xml|courseStructure)\b|\xff\xfe<|\xfe\xff\0<")
_ENOUGH = 256
# Generic for the type checker only: Django's class takes no parameter.
if TYPE_CHECKING:
    _Form = forms.ModelForm[ImportJob]
else:
    _Form = forms.ModelForm


class ImportForm(_Form):
    """The cheap questions are asked at once, so that nobody waits to hear that it is no package.

    `owner`: who fills it in; the page's class of the form has it. Cleaned, `upload` is an Upload
    of theirs that is whole and locked, or None: then `file` is a file.
    """

    owner: StaffUser
    upload = forms.UUIDField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = ImportJob
        fields = ["file", "module", "course_title", "release"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file = self.fields["file"]
        file.required = False
        file.label = _("Package")
        file.help_text = _(
            "A zip file: SCORM 1.2, SCORM 2004, cmi5 or xAPI; or a cmi5.xml. At most %(size)s."
        ) % {"size": filesizeformat(settings.IMPORT_MAX_BYTES)}
        file.widget.attrs["accept"] = ".zip,application/zip,.xml"
        # The page's script says so before the upload; the server turns it away in any case.
        file.widget.attrs["data-max-bytes"] = str(settings.IMPORT_MAX_BYTES)

    def clean_upload(self) -> Upload | None:
        public_id: uuid.UUID | None = self.cleaned_data["upload"]
        if public_id is None:
            return None
        upload = whole_one(self.owner, public_id)
        if upload is None:
            raise forms.ValidationError(
                _("The upload is not complete, or no longer here. Choose the file once more.")
            )
        with upload.path.open("rb") as file:
            _check_beginning(file)
        return upload

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if not file:
            return None
        if (file.size or 0) > settings.IMPORT_MAX_BYTES:
            raise forms.ValidationError(
                _(
                    "The file has %(size)s; at most %(limit)s are taken. "
                    "Make pictures and videos smaller, or split the course."
                )
                % {
                    "size": filesizeformat(file.size or 0),
                    "limit": filesizeformat(settings.IMPORT_MAX_BYTES),
                }
            )
        _check_beginning(file)
        if not has_room(file.size or 0):
            raise forms.ValidationError(DISK_FULL)
        file.seek(0)
        return file

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("module") and given.get("course_title"):
            raise forms.ValidationError(
                _("Choose a module for a new edition, or a title for a new course: not both.")
            )
        if not (given.get("file") or given.get("upload") or self.errors):
            self.add_error("file", _("Choose the file of the package."))
        return given


def _check_beginning(file: IO[bytes] | UploadedFile) -> None:
    """Raises ValidationError."""
    if not _BEGINNING.match(file.read(_ENOUGH)):
        raise forms.ValidationError(
            _(
                "This is not a zip file. Export the course as a SCORM, cmi5 or xAPI package and "
                "upload that zip as it is."
            )
        )
