"""A mail server that is away, or takes nothing for an hour: no reminder is lost, and none goes out twice."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import ClassVar

import pytest
from django.test import override_settings
from procrastinate import RetryStrategy

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.alliance import operations
from alliantie.alliance.jobs import send_due_reminders, send_reminders
from alliantie.alliance.operations import MailRefusedError
from tests.support.live import free_port
from tests.worlds import CaseWorld, World, plan_talk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

TALK = datetime(2026, 3, 13, 10, 30, tzinfo=clock.HOME)
NOW = TALK - timedelta(hours=22)


class Session(socketserver.StreamRequestHandler):
    """One visit of a mail server that answers RCPT, or DATA, as it was told to."""

    delivered: ClassVar[list[str]] = []
    answers: ClassVar[dict[str, str]] = {}

    def handle(self) -> None:
        """Speak SMTP (RFC 5321), as little as it takes."""
        self.wfile.write(b"220 here\r\n")
        to = ""
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            said = self.answers.get(verb, "")
            if verb == "RCPT":
                to = line
                if self.answers.get("only", "") not in to:
                    said = ""
            if verb == "DATA" and not said:
                self.wfile.write(b"354 go\r\n")
                while self.rfile.readline().strip() != b".":
                    pass
                self.delivered.append(to.split("<")[1].split(">")[0])
                if "AFTER" in self.answers:
                    # Taken, and then it falls silent before saying so.
                    return
            self.wfile.write(f"{said or '250 ok'}\r\n".encode())
            if verb == "QUIT":
                return


@contextmanager
def mail_server(port: int, **answers: str) -> Iterator[list[str]]:
    """A mail server until the block ends; the addresses it delivered to."""
    Session.delivered, Session.answers = [], answers
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", port), Session) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield Session.delivered
        server.shutdown()
        thread.join()


@pytest.fixture
def port() -> Iterator[int]:
    found = free_port()
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(
        EMAIL_BACKEND=smtp, EMAIL_HOST="127.0.0.1", EMAIL_PORT=found, EMAIL_USE_TLS=False, EMAIL_HOST_USER=""
    ):
        yield found


@pytest.fixture
def case() -> CaseWorld:
    """A client with a round that is half-way and a talk tomorrow, and another client with a round."""
    with clock.at(TALK - timedelta(days=10)):
        here = World.make("Reclassering Oost").case()
        other = here.world.case(names=(("Ali", "Demir"),))
        for each, address in ((here, "noor@example.org"), (other, "ali@example.org")):
            with acting(each.client()) as client:
                operations.set_mailbox(actor=client, address=address)
            each.round()
        plan_talk(here, TALK)
    return here


def at(minutes: int) -> int:
    with clock.at(NOW + timedelta(minutes=minutes)):
        return send_due_reminders()


ALL = ["ali@example.org", "noor@example.org", "noor@example.org"]


def test_an_hour_without_a_mail_server_loses_no_reminder_and_doubles_none(case: CaseWorld, port: int) -> None:
    for minutes in range(0, 60, 10):
        with pytest.raises(OSError, match="refused"):
            at(minutes)
    with mail_server(port) as delivered:
        assert at(60) == 3
        assert at(70) == 0
        assert sorted(delivered) == ALL


@pytest.mark.parametrize(
    ("verb", "said"), [("MAIL", "421 busy"), ("MAIL", "550 who are you"), ("RCPT", "450 later"), ("DATA", "451 later")]
)
def test_a_server_that_takes_nothing_now_gets_each_reminder_again_and_delivers_it_once(
    case: CaseWorld, port: int, verb: str, said: str
) -> None:
    with mail_server(port, **{verb: said}) as delivered:
        for minutes in (0, 10):
            with pytest.raises(MailRefusedError):
                at(minutes)
        assert delivered == []
    with mail_server(port) as delivered:
        assert at(60) == 3
        assert at(70) == 0
        assert sorted(delivered) == ALL


def test_one_address_that_is_refused_for_a_while_holds_up_no_other(case: CaseWorld, port: int) -> None:
    with mail_server(port, RCPT="450 later", only="ali") as delivered:
        for minutes in (0, 10):
            with pytest.raises(MailRefusedError):
                at(minutes)
        assert delivered == ["noor@example.org"]
    with mail_server(port) as delivered:
        # That of the round waited in the same queue; that of the talk comes after it.
        assert at(60) == 2
        assert sorted(delivered) == ALL[:2]


def test_a_server_that_took_a_mail_and_fell_silent_gets_it_not_again(case: CaseWorld, port: int) -> None:
    with mail_server(port, AFTER="silent") as delivered:
        with pytest.raises(ConnectionError):
            at(0)
        first = list(delivered)
        assert len(first) == 1
    with mail_server(port) as delivered:
        assert at(60) == 2
        assert sorted([*first, *delivered]) == ALL


def test_the_job_comes_again_for_an_hour_when_the_mail_server_is_away() -> None:
    strategy = send_reminders.retry_strategy
    assert isinstance(strategy, RetryStrategy)
    assert strategy.max_attempts is not None
    assert strategy.retry_exceptions is not None
    assert strategy.max_attempts * strategy.wait >= 3600
    assert {OSError, MailRefusedError} <= set(strategy.retry_exceptions)
