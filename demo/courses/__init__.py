"""Two invented SCORM 1.2 sample courses: sources, builder, catalogue and answers."""
