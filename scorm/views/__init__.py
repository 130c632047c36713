"""The player page, its two services for SCOs, and the files of packages."""
