"""Playing cmi5 courses, and packages of plain xAPI: registrations, launches, sessions."""
