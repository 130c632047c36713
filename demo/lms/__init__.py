"""A pretend academy LMS: an LTI 1.3 Advantage platform that behaves as Moodle 4.5 does.

It is an independent peer of the tool. It shares no code with it, so the two can only agree by both
following the specifications of 1EdTech: LTI Core 1.3, Security Framework 1.0, Deep Linking 2.0,
Assignment and Grade Services 2.0, Names and Role Provisioning Services 2.0 and Dynamic
Registration 1.0. Everything in it (academies, people, courses) is invented.
"""
