"""The pages people see. Everything is rendered on the server."""

from demo.lms.pages.adding import adding
from demo.lms.pages.administration import administration
from demo.lms.pages.course import course
from demo.lms.pages.gradebook import gradebook
from demo.lms.pages.launching import launching
from demo.lms.pages.privacy import privacy
from demo.lms.pages.signing_in import signing_in

BLUEPRINTS = (signing_in, course, launching, gradebook, adding, administration, privacy)
