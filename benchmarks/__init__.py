"""What a launch and a commit cost, each against a raw limit of the same machine. Run by hand."""
