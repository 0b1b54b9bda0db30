from django.urls import path

from notifications.views.mailbox import mail, mails, preview
from notifications.views.unsubscribe import unsubscribe

urlpatterns = [
    path("unsubscribe/<str:token>", unsubscribe, name="unsubscribe"),
    path("mail", mails, name="mails"),
    path("mail/<slug:name>", mail, name="mail"),
    path("mail/preview/<slug:kind>", preview, name="mail_preview"),
]
