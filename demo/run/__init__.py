"""`make run`: prepares the data, starts every process, and stops them all together."""
