"""Background jobs of notifications: doors that call who does the work."""

import dramatiq

from notifications import delivery, digests, purging


# What it leaves when it fails is due again in time: no retries. E-mails take long and
# can wait: other jobs don't queue behind them, and go first.
@dramatiq.actor(queue_name="mail", priority=10, max_retries=0)
def deliver_due() -> None:
    """Send the e-mails that are due, and have another run send what this leaves."""
    if delivery.deliver_due():
        deliver_due.send()


# What the others leave when they fail, or the worker stops, they find the next time.
@dramatiq.actor(max_retries=0, notify_shutdown=True)
def send_digests() -> None:
    """Make the daily e-mails of those whose morning it is, and have them sent."""
    if digests.queue_digests():
        deliver_due.send()


@dramatiq.actor(max_retries=0, notify_shutdown=True)
def purge() -> None:
    """Delete notifications and e-mails that are old and done with."""
    purging.purge()
