from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notifications import unsubscribing
from notifications.views.page import page


@csrf_exempt  # mail programs send it; who has the address may
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The address in List-Unsubscribe (RFC 8058), and in the foot of e-mails.

    Programs that look for viruses follow links: a GET only shows what a POST does.
    """
    subscription = unsubscribing.subscription_of(token)
    if subscription is None:
        return page(request, "unsubscribe", "This link does not work", status=404)
    if request.method != "POST":
        return page(request, "unsubscribe", "Unsubscribe", name=subscription.name)
    if request.POST.get("List-Unsubscribe") != "One-Click":
        return page(
            request, "unsubscribe", "Unsubscribe", status=400, name=subscription.name
        )
    unsubscribing.stop(subscription)
    return page(
        request,
        "unsubscribe",
        "It is done",
        name=subscription.name,
        is_stopped=True,
    )
