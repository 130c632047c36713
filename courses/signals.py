"""What this room tells the rooms above it."""

from django.dispatch import Signal

# Sent with `send` inside the transaction that records an outcome: sender is the Attempt class,
# arguments are `attempt` (Attempt), `outcome` (Outcome). A receiver that fails undoes the record:
# if the grade cannot be queued, nothing is stored.
outcome_recorded = Signal()

# Sent inside a transaction when another attempt of a learner may count than before, though none of
# them has changed: the owner chose so. Sender is the Attempt class, `attempt` the newest attempt.
counting_changed = Signal()
