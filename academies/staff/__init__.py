"""How the staff sign in and out: password, second factor, lockout, sessions.

allauth and axes keep the rows; here is what they are told. Who may do what afterwards is decided
by `academies.permissions` alone.
"""
