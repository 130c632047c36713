"""Three invented sample courses, SCORM 1.2 and cmi5: sources, builder, catalogue and answers."""
