"""What changes in this room: packages imported, run-time data stored."""
