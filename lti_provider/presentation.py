"""What launch_presentation asks for: the language, and the way back (LTI 1.3 core 5.4.4)."""

from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.utils import translation

_LONGEST_MESSAGE = 500


def language(*wanted: str) -> str:
    """The first of the `wanted` locales that there are translations for, else the tool's own.

    As platforms write them: fr-BE (BCP 47), fr_be (Moodle), fr_BE.UTF-8 (POSIX).
    """
    for locale in wanted:
        tag = locale.partition(".")[0].partition("@")[0].replace("_", "-").lower()
        try:
            return translation.get_supported_language_variant(tag)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def return_address(return_url: str, **messages: str) -> str:
    """`return_url` with lti_msg, lti_log, lti_errormsg or lti_errorlog added to its query.

    "" for no return_url. Parameters that the platform put there stay as they are.
    """
    if not return_url:
        return ""
    cut = {name: text[:_LONGEST_MESSAGE] for name, text in messages.items() if text}
    parts = urlsplit(return_url)
    query = "&".join(part for part in (parts.query, urlencode(cut)) if part)
    return urlunsplit(parts._replace(query=query))
