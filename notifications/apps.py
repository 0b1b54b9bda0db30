from django.apps import AppConfig
from django.core.checks import register


class NotificationsConfig(AppConfig):
    name = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from notifications import broker
        from notifications.checks import check_email_settings

        broker.set_up()
        register(check_email_settings, deploy=True)
