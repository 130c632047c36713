"""The form that takes a package."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from courses.models import ImportJob

ZIP_SIGNATURE = b"PK"
# Generic for the type checker only: Django's class takes no parameter.
if TYPE_CHECKING:
    _Form = forms.ModelForm[ImportJob]
else:
    _Form = forms.ModelForm


class ImportForm(_Form):
    """The cheap questions are asked at once, so that nobody waits to hear that it is no zip."""

    class Meta:
        model = ImportJob
        fields = ["file", "module", "course_title", "release"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file = self.fields["file"]
        file.required = True
        file.label = _("Package (zip file)")
        file.help_text = _("SCORM 1.2 or SCORM 2004, at most %(size)s.") % {
            "size": filesizeformat(settings.IMPORT_MAX_BYTES)
        }
        file.widget.attrs["accept"] = ".zip,application/zip"
        # The page's script says so before the upload; the server turns it away in any case.
        file.widget.attrs["data-max-bytes"] = str(settings.IMPORT_MAX_BYTES)

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
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
        if file.read(len(ZIP_SIGNATURE)) != ZIP_SIGNATURE:
            raise forms.ValidationError(
                _(
                    "This is not a zip file. Export the course as a SCORM package and "
                    "upload that zip as it is."
                )
            )
        file.seek(0)
        return file

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("module") and given.get("course_title"):
            raise forms.ValidationError(
                _("Choose a module for a new edition, or a title for a new course: not both.")
            )
        return given
