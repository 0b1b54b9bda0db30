"""Where the links in e-mails lead on a development server, which has no site.

A site takes these paths under FRONTEND_URL. Each page here tells what the site would
ask of the API.
"""

import json

from django.http import HttpRequest, HttpResponse
from django.urls import path

from notifications.views.page import in_debug_mode, page

VERIFY = """mutation {
  verifyEmail(input: { token: %s }) {
    user { username }
    errors { message }
  }
}"""
RESET = """mutation {
  resetPassword(input: {
    token: %s
    newPassword: ""
  }) {
    user { username }
    errors { field message }
  }
}"""
COURSE = """{
  course(slug: %s) {
    title
    lessons { order title }
    viewerEnrollment { progressPercent nextLesson { id title } }
  }
}"""


def _show(request: HttpRequest, title: str, operation: str, value: str) -> HttpResponse:
    operation %= json.dumps(value)
    return page(request, "stand_in", title, operation=operation)


@in_debug_mode
def verify_email(request: HttpRequest) -> HttpResponse:
    token = request.GET.get("token", "")
    return _show(request, "Verify an e-mail address", VERIFY, token)


@in_debug_mode
def reset_password(request: HttpRequest) -> HttpResponse:
    token = request.GET.get("token", "")
    return _show(request, "Choose a new password", RESET, token)


@in_debug_mode
def course(request: HttpRequest, slug: str, rest: str = "") -> HttpResponse:
    return _show(request, "A course", COURSE, slug)


urlpatterns = [
    path("verify-email", verify_email),
    path("reset-password", reset_password),
    path("courses/<slug:slug>", course),
    path("courses/<slug:slug>/<path:rest>", course),
]
