"""What changes the store."""
