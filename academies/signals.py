"""What this room tells the rooms above it."""

from django.dispatch import Signal

# Sent with `send` inside the transaction that erases a learner's personal data: sender is the
# Learner class, argument `learner`. Each room above removes what it keeps of the person and
# returns {what: how many rows}; a receiver that fails undoes the whole erasure.
learner_erased = Signal()
