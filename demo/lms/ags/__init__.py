"""Assignment and Grade Services 2.0 as Moodle 4.5 implements it."""
