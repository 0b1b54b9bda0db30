import re
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import salted_hmac

from notifications.emails import letters, links
from notifications.emails.letters import Letter
from notifications.models import Email, EmailCadence, EmailKind, Notification
from notifications.preferences import preferences_of
from users.time_zones import zone_of

NEVER = EmailCadence.NEVER


def compose(email: Email) -> EmailMultiAlternatives | None:
    """The message of an e-mail as its rows are now; ``None`` when nobody wants it.

    That is when the account is not active, the address is verified already, or the
    person has unsubscribed, muted the course or deleted what there was to tell.
    """
    letter = _letter(email) if email.user.is_active else None
    return lay_out(email, letter) if letter else None


def _letter(email: Email) -> Letter | None:
    user = email.user
    match email.kind:
        case EmailKind.VERIFY_EMAIL:
            return None if user.email_verified_at else letters.verification(user)
        case EmailKind.PASSWORD_RESET:
            return letters.password_reset(user)
        case EmailKind.PASSWORD_CHANGED:
            return letters.password_changed(user, email.created_at)
    told = _still_wanted(email)
    if not told:
        return None
    if email.kind == EmailKind.DIGEST:
        return letters.digest(user, told)
    return letters.notification(told[0])


def _still_wanted(email: Email) -> list[Notification]:
    """What it tells, oldest first, as far as the person wants that mailed by now."""
    user = email.user
    wanted = [one.type for one in preferences_of(user) if one.email != NEVER]
    told = email.notifications.filter(type__in=wanted).select_related("course")
    muted = user.course_mutes.values("course")
    return list(told.exclude(course__in=muted).order_by("created_at", "pk"))


def lay_out(email: Email, letter: Letter) -> EmailMultiAlternatives:
    """The letter as text and HTML, with times in the time zone of who gets it."""
    user = email.user
    stop = [
        (letters.one_line(one.name), links.unsubscribing(one)) for one in letter.stop
    ]
    context = {
        "name": letters.one_line(user.first_name or user.username),
        "platform": parseaddr(settings.DEFAULT_FROM_EMAIL)[0],
        "site": links.site(),
        "letter": letter,
        "stop": stop,
        **letter.details,
    }
    headers = {
        "Message-ID": _message_id(email),
        "Auto-Submitted": "auto-generated",  # RFC 3834: have no machine answer it
    }
    if stop:  # RFC 8058
        headers["List-Unsubscribe"] = f"<{stop[0][1]}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    with timezone.override(zone_of(user.time_zone)):
        text = render_to_string(f"emails/{letter.kind}.txt", context)
        html = render_to_string(f"emails/{letter.kind}.html", context)
    body = re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=body,
        to=[user.email],
        headers=headers,
    )
    message.attach_alternative(html, "text/html")
    return message


def _message_id(email: Email) -> str:
    """The same whenever this e-mail is sent, and no other's: RFC 5322, 3.6.4."""
    _, _, domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")
    own = f"{email.pk}:{email.user_id}:{email.key}"
    digest = salted_hmac("notifications.emails", own, algorithm="sha256").hexdigest()
    return f"<email-{email.pk}-{digest[:16]}@{domain}>"
