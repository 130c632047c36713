"""The Celery application. The broker is only a doorbell: the database is the truth."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("lti_course_provider")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
