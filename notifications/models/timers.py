from django.db import models


class Timer(models.Model):
    """When a periodic job is due; whoever moves ``due_at`` on has the job to start."""

    name = models.CharField(max_length=50, primary_key=True)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.due_at:%Y-%m-%d %H:%M:%S}"
