"""Operators see which e-mails were not sent, and have them sent again."""

import pytest
from django.utils import timezone

from notifications.delivery import deliver_due
from notifications.models import Email, EmailStatus, NotificationPreference
from tests.factories import NotificationFactory, UserFactory


@pytest.fixture
def emails(db):
    """An e-mail in each state, by its state, each to somebody of its own."""

    def email(status):
        sent_at = timezone.now() if status == "sent" else None
        user = UserFactory(username=f"{status}-reader")
        row = Email.objects.create(
            user=user, kind="notification", key="test", status=status, sent_at=sent_at
        )
        NotificationFactory(user=user, type="email", email=row)
        return row

    return {status: email(status) for status in EmailStatus.values}


@pytest.fixture
def failed(emails):
    """The one that failed, after eight tries."""
    row = emails["failed"]
    row.tries, row.last_error = 8, "SMTPServerDisconnected: please run connect() first"
    row.save()
    return row


@pytest.mark.parametrize("status", EmailStatus.values)
def test_the_list_is_filtered_by_state(desk, emails, status):
    result = desk.browse(Email, status__exact=status)

    assert list(result.context["cl"].result_list) == [emails[status]]


def test_the_list_tells_to_whom_and_why_not(desk, failed):
    result = desk.browse(Email, q=failed.user.email)

    page = result.content.decode()
    assert list(result.context["cl"].result_list) == [failed]
    assert failed.user.email in page
    assert "please run connect() first" in page


def test_the_list_is_searched_for_errors(desk, failed):
    result = desk.browse(Email, q="disconnected")

    assert list(result.context["cl"].result_list) == [failed]


def test_an_e_mail_leads_to_what_it_is_about(desk, failed):
    page = desk.open(failed).content.decode()
    url = f"/admin/notifications/notification/?email__id__exact={failed.pk}"

    result = desk.client.get(url)

    assert f'href="{url}"' in page
    assert [row.email for row in result.context["cl"].result_list] == [failed]


def test_what_failed_is_sent_again(desk, failed, mailoutbox):
    result = desk.act("send_again", failed)

    deliver_due()
    failed.refresh_from_db()
    assert desk.messages(result) == ["Queued again: 1."]
    assert [failed.user.email] in [mail.to for mail in mailoutbox]
    assert (failed.status, failed.tries, failed.last_error) == ("sent", 1, "")


@pytest.mark.parametrize("status", ["queued", "sent", "skipped"])
def test_nothing_else_is_sent_again(desk, emails, status):
    before = Email.objects.values().get(status=status)

    result = desk.act("send_again", emails[status])

    assert desk.messages(result) == []
    assert Email.objects.values().get(status=status) == before


def test_e_mails_are_only_looked_at(desk, failed):
    result = desk.change(failed, status="sent")

    failed.refresh_from_db()
    assert result.status_code == 403
    assert desk.delete(failed).status_code == 403
    assert failed.status == "failed"


@pytest.mark.parametrize(
    ("permissions", "actions"),
    [(["view_email"], set()), (["view_email", "change_email"], {"send_again"})],
)
def test_who_may_change_e_mails_has_them_sent_again(
    desk_of_staff, failed, permissions, actions
):
    desk = desk_of_staff(*permissions)

    result = desk.browse(Email)

    form = result.context["action_form"]
    offered = form.fields["action"].choices if form else []
    assert {name for name, _ in offered if name} == actions


def test_a_preference_is_only_looked_at(desk, student):
    preference = student.notification_preferences.create(type="email", email="daily")

    result = desk.change(preference, email="never")

    assert result.status_code == 403
    assert NotificationPreference.objects.get().email == "daily"
