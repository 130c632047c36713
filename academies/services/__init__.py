"""Acts of vetting. Each asks for the right to it and writes its audit entry in its transaction."""
