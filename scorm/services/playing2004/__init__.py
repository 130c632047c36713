"""Playing a SCORM 2004 package: what its SCOs report, and the way through its activity tree."""
