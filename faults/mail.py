"""A thousand e-mails while workers are killed and Redis forgets: what arrives.

One e-mail each is made for a thousand people at a steady rate. Meanwhile one worker of
two after the other is killed with SIGKILL, wherever it is at, and Redis is restarted
twice without its queue. Every e-mail must arrive. It may arrive twice only where a
worker died after the mail server had accepted it and before that was recorded.
"""

import random
import subprocess
import time
from contextlib import ExitStack
from threading import Thread

from faults.project import make_people, set_up
from faults.services import child, installation, kill
from faults.smtp import MailServer

PEOPLE = 1000
SECONDS = 60  # in which the e-mails are made, and the workers killed
KILLS = 20
WORKERS = 2
PATIENCE = 180  # seconds until what was not sent is lost
TIMEOUT = 2  # seconds of an SMTP step; a dead worker's claim ends after six


def main() -> bool:
    """Run it, print the figures, and say whether all was well."""
    with ExitStack() as stack:
        inbox = stack.enter_context(MailServer())
        environment, redis = stack.enter_context(installation())
        environment |= {"EMAIL_URL": inbox.url, "EMAIL_TIMEOUT": str(TIMEOUT)}
        set_up(environment)
        from notifications.models import Email

        sender = Thread(target=send, args=[make_people(PEOPLE)])
        workers = [start_worker(stack, environment) for _ in range(WORKERS)]
        sender.start()
        begin = time.monotonic()
        deaths = []
        for number in range(KILLS):
            wait_until(begin + SECONDS * (number + random.random()) / KILLS)
            victim = random.randrange(WORKERS)
            kill(workers[victim])
            deaths.append(time.time())
            workers[victim] = start_worker(stack, environment)
            if number in (KILLS // 3, 2 * KILLS // 3):
                redis.restart(pause=1)
        sender.join()
        while Email.objects.filter(status="queued").exists():
            if time.monotonic() > begin + SECONDS + PATIENCE:
                break
            time.sleep(0.5)
        took = time.monotonic() - begin
        statuses = list(Email.objects.values_list("status", flat=True))
    print(
        f"{len(statuses):,} e-mails, {len(deaths)} workers killed, Redis restarted "
        f"twice, {took:.0f} s: {statuses.count('sent'):,} recorded as sent"
    )
    return report(inbox.accepted, deaths, len(statuses))


def report(accepted: dict[str, list[float]], deaths: list[float], made: int) -> bool:
    """Print what arrived; whether nothing is lost, and doubled only by a kill."""
    twice = {key: times for key, times in accepted.items() if len(times) > 1}
    unexplained = 0
    for times in twice.values():
        for first in times[:-1]:
            after = min(
                (death - first for death in deaths if death >= first), default=9e9
            )
            print(f"  accepted {after * 1000:.0f} ms before a worker was killed, twice")
            unexplained += after > TIMEOUT
    print(
        f"{made - len(accepted)} never arrived, {len(twice)} arrived twice "
        f"(killed between the mail server's yes and our record), "
        f"{unexplained} of them for another reason"
    )
    return len(accepted) == made == PEOPLE and not unexplained


def start_worker(
    stack: ExitStack, environment: dict[str, str]
) -> "subprocess.Popen[bytes]":
    command = ["-m", "dramatiq", "schema.worker", "--processes", "1", "--threads", "2"]
    return stack.enter_context(child(command, environment))


def send(user_ids: list[int]) -> None:
    """Notify each, by e-mail, at a steady rate."""
    from django.db import connection

    from notifications.models import NotificationType
    from notifications.services import notify
    from users.models import User

    begin = time.monotonic()
    for number, user in enumerate(User.objects.in_bulk(user_ids).values()):
        wait_until(begin + SECONDS * number / PEOPLE)
        notify(user=user, key="news", message="News!", type=NotificationType.EMAIL)
    connection.close()


def wait_until(moment: float) -> None:
    time.sleep(max(0, moment - time.monotonic()))
