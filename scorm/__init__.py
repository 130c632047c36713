"""The SCORM player: packages, run-time data, sequencing."""
