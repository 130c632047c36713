"""Views of the courses room: files of packages, on the content origin."""
