"""What changes in this room: logins, launches, passbacks."""
