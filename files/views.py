from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.static import serve

DAY = 24 * 60 * 60  # seconds


def public_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file that anybody may have; whatever else is asked for is not there."""
    try:
        response = serve(request, path, document_root=settings.MEDIA_ROOT)
    except SuspiciousFileOperation:
        raise Http404("There is no such file.") from None
    response["Cache-Control"] = f"public, max-age={DAY}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
