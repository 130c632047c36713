"""Lena and Leo take the sample courses in a real browser, in two nested frames.

The content stands on another origin than the academy, as it does behind the tool.
"""

SCENE = "first-responder-scene"
LESSON = f"{SCENE}/lesson1.html"
QUIZ = f"{SCENE}/quiz.html"
VICTIM = "victim-first-contact/index.html"
MESSAGES = "messages-and-accounts"
