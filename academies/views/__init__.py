"""Pages of this room that need no sign-in: the application of an invited organisation."""
