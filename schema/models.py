"""What the API itself keeps in the database."""

from django.db import models


class TrustedDocument(models.Model):
    """A document of a client, registered by its developers under an id."""

    id = models.CharField(primary_key=True, max_length=200)
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.id
