"""The raw limits: a view that does nothing, and a transaction without anything around it."""

import itertools
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from benchmarks.counting import RECORDED_SEQUENCE, Statement, counting
from scorm.views.commit import commit
from scorm.views.commit2004 import commit2004

_recorded: list[Statement] = []
_sequences = itertools.count(RECORDED_SEQUENCE + 1)


@csrf_exempt
def bare(request: HttpRequest) -> HttpResponse:
    """The least that a view can do."""
    del request
    return HttpResponse(b"bare")


@csrf_exempt
def record(request: HttpRequest) -> HttpResponse:
    """Store a real commit and remember the statements that it took."""
    return _record(request, commit)


@csrf_exempt
def record2004(request: HttpRequest) -> HttpResponse:
    """The same of SCORM 2004."""
    return _record(request, commit2004)


def _record(request: HttpRequest, view: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    with counting() as counted:
        response = view(request)
    _recorded[:] = counted.statements
    return response


@csrf_exempt
def replay(request: HttpRequest) -> HttpResponse:
    """The remembered statements once more, in one transaction of raw cursors.

    Only the sequence number is a new one, since a commit is stored once.
    """
    del request
    sequence = next(_sequences)
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _recorded:
            cursor.execute(statement.sql, [_renewed(p, sequence) for p in statement.parameters])
            if cursor.description:
                cursor.fetchall()
    return HttpResponse(str(len(_recorded)))


def _renewed(parameter: Any, sequence: int) -> Any:
    return sequence if parameter == RECORDED_SEQUENCE else parameter
