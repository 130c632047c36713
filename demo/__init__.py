"""What a person needs to try the tool on one machine. No room of the tool imports this package."""
