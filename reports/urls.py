"""URLs of the reports room, below /reports/."""

from django.urls import URLPattern, path

from reports.views.answers import answers, questions
from reports.views.class_page import class_page
from reports.views.learner import learner
from reports.views.review import review
from reports.views.waive import waive_part

app_name = "reports"
urlpatterns: list[URLPattern] = [
    path("class/", class_page, name="class"),
    path("learner/", learner, name="learner"),
    path("answers/", answers, name="answers"),
    path("questions/", questions, name="questions"),
    path("review/", review, name="review"),
    path("waive/", waive_part, name="waive"),
]
