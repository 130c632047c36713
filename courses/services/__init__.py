"""What changes in this room: attempts, their outcomes, imports."""
