"""What this room tells the rooms above it."""

from django.dispatch import Signal

# Sent with `send` inside the transaction that erases a learner's personal data: sender is the
# Learner class, arguments `learner` and `pseudonym`, the one before. Each room above removes what
# it keeps of the person and returns {what: how many rows}; a receiver that fails undoes the whole
# erasure.
learner_erased = Signal()

# A session of a member of staff goes on: sender is the StaffUser class, arguments `user`,
# `session_key` and `until`, when it ends unless they are seen again. At most once a minute.
staff_seen = Signal()

# It has ended, or the account was changed, on which what was opened from it is over. Arguments
# `user_id` and `session_key`; the key None: all sessions of the person.
staff_left = Signal()
