"""Ring for background work. The broker is only the doorbell: what there is to do stands in rows,
and a sweeper finds what nobody rang for.
"""

from typing import Any

import structlog
from amqp.exceptions import AMQPError
from kombu.exceptions import KombuError

# A ring that nobody heard is thrown away, so that a worker that was down finds no pile of them.
RING_SECONDS = 60
_log = structlog.get_logger(__name__)


def ring(task: Any, pk: int) -> bool:
    """Have a worker run the Celery task with `pk`; False when the broker is away.

    Never waits for the broker: somebody's request may be waiting for us.
    """
    try:
        task.apply_async((pk,), expires=RING_SECONDS, retry=False)
    except (KombuError, AMQPError, OSError) as lost:
        # The filesystem broker fails with OSError, when its folder is away or the disk is full.
        _log.warning("bell_lost", task=task.name, pk=pk, error=type(lost).__name__)
        return False
    return True
