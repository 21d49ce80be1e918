"""`alliantie organisation` and `alliantie user`: who works here, what they are charged with, and how they get in."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from alliantie import clock
from alliantie.cli import inviting, organisations, outsiders, teams
from alliantie.cli.manage import with_database
from alliantie.cli.parser import Parser
from alliantie.server.errors import ServerError

if TYPE_CHECKING:
    from alliantie.people.models import Organisation


def add_commands(commands: argparse._SubParsersAction[Parser]) -> list[Parser]:
    """Add both commands to the command line and return the parsers that take a data folder."""
    organising = organisations.add_commands(commands, _inside)
    users = commands.add_parser("user", help="who gets in, who leads a team, manages, guards privacy or does research")
    actions = users.add_subparsers(
        metavar="add|client|representative|partner|lead|manage|privacy|research|password|second-step|invite|team|close",
        required=True,
    )
    user = actions.add_parser("add", help="the password is asked, or read from standard input")
    user.add_argument("login")
    user.add_argument("--given-name", required=True)
    user.add_argument("--family-name", required=True)
    user.add_argument("--organisation", required=True)
    user.add_argument("--team", default=[], action="append", help="may be repeated; none for who has no cases")
    user.add_argument("--phone", default="")
    user.add_argument("--invite", metavar="PROVIDER", help="no password: signs in with this provider alone")
    user.set_defaults(carry_out=_inside(_add_user))
    client = actions.add_parser("client", help="a client's own account; the password is asked, or read")
    client.add_argument("login")
    client.add_argument("--given-name", required=True)
    client.add_argument("--family-name", required=True)
    client.add_argument("--born", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD")
    client.add_argument("--organisation", required=True)
    client.add_argument("--invite", metavar="PROVIDER", help="no password: signs in with this provider alone")
    client.set_defaults(carry_out=_inside(_add_client_account))
    acting, partner = outsiders.add_commands(actions, _inside)
    lead = actions.add_parser("lead", help="a worker leads a team and sees the figures of its rounds")
    lead.add_argument("login")
    lead.add_argument("--team", required=True)
    lead.set_defaults(carry_out=_inside(_lead))
    manage = actions.add_parser("manage", help="a worker reads and releases the practices of the organisation")
    manage.add_argument("login")
    manage.set_defaults(carry_out=_inside(_manage))
    guard = actions.add_parser("privacy", help="a worker searches who looked at whom, and settles what is unusual")
    guard.add_argument("login")
    guard.set_defaults(carry_out=_inside(_guard))
    research = actions.add_parser("research", help="somebody without cases or teams asks for answers clients allow")
    research.add_argument("login")
    research.set_defaults(carry_out=_inside(_research))
    for office in (lead, manage, guard, research):
        office.add_argument("--end", action="store_true", help="no longer, from today on")
    password = actions.add_parser("password", help="the password is asked, or read from standard input")
    password.add_argument("login")
    password.set_defaults(carry_out=_inside(_change_password))
    erase = actions.add_parser("second-step", help="erase the second step of who lost the device; sessions end")
    erase.add_argument("login")
    erase.add_argument("--erase", required=True, metavar="REASON", help="why; its owner reads it")
    erase.set_defaults(carry_out=_inside(_erase_second_step))
    invite = inviting.add_command(actions, _inside)
    team = teams.add_command(actions, _inside)
    close = actions.add_parser("close", help="nobody gets in with this account any more")
    close.add_argument("login")
    close.set_defaults(carry_out=_inside(_close_account))
    offices = [lead, manage, guard, research]
    ways = [password, erase, invite, team, close]
    return [*organising, user, client, acting, partner, *offices, *ways]


def _inside(carry_out: Callable[[argparse.Namespace], str]) -> Callable[[argparse.Namespace], int]:
    """Wrap a command so that it runs inside Django, tells what it did, and says plainly what went wrong."""

    def run(asked: argparse.Namespace) -> int:
        with with_database(asked.data), _plainly():
            print(carry_out(asked))
        return 0

    return run


@contextmanager
def _plainly() -> Iterator[None]:
    from django.core.exceptions import ObjectDoesNotExist, ValidationError
    from django.db import IntegrityError

    try:
        yield
    except ValidationError as error:
        raise ServerError(" ".join(error.messages)) from error
    except IntegrityError as error:
        raise ServerError("This name is taken already.") from error
    except ObjectDoesNotExist as error:
        raise ServerError("There is nothing by this name.") from error


def organisation_named(name: str) -> Organisation:
    """The one organisation of this name. Raises ServerError when there is none, or one in several areas."""
    from alliantie.people import administration, models

    found = list(models.Organisation.objects.using(administration.OWNER).filter(name=name))
    if len(found) != 1:
        how_many = "more than one organisation" if found else "no organisation"
        raise ServerError(f"There is {how_many} named {name}.")
    return found[0]


def new_password() -> str:
    """A password, asked twice at a terminal, else read. Raises ServerError where the two differ."""
    # Never an argument: those can be read by every user of the machine.
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != first:
        raise ServerError("The two passwords differ; nothing was changed.")
    return first


def _add_user(asked: argparse.Namespace) -> str:
    from django.db import transaction

    from alliantie.people import administration
    from alliantie.people.models import Team

    owner = administration.OWNER
    organisation = organisation_named(asked.organisation)
    teams = list(Team.objects.using(owner).filter(organisation=organisation, name__in=asked.team))
    missing = sorted(set(asked.team) - {team.name for team in teams})
    if missing:
        raise ServerError(f"{asked.organisation} has no team {missing[0]}.")
    password = None if asked.invite else new_password()
    with transaction.atomic(using=owner):
        worker = administration.make_worker(
            organisation,
            asked.given_name,
            asked.family_name,
            teams=teams,
            since=clock.today(),
            phone=asked.phone,
        )
        account = administration.make_account(worker, asked.login, password)
        code = inviting.invited(asked.login, asked.invite) if asked.invite else ""
    return code or f"{worker.name} signs in as {account.login}."


def _add_client_account(asked: argparse.Namespace) -> str:
    from django.db import transaction

    from alliantie.cases.models import Participant
    from alliantie.people import administration
    from alliantie.people.models import Client
    from alliantie.people.names import sort_key

    owner = administration.OWNER
    here = Participant.objects.using(owner).filter(case__organisation=organisation_named(asked.organisation))
    key = sort_key(asked.given_name, asked.family_name)
    found = Client.objects.using(owner).filter(sort_key=key, born_on=asked.born, id__in=here.values("client_id"))
    if len(found) != 1:
        how_many = "more than one client" if found else "no client"
        raise ServerError(f"{asked.organisation} has {how_many} of this name and birth date in a case.")
    with transaction.atomic(using=owner):
        account = administration.make_account(found[0], asked.login, None if asked.invite else new_password())
        code = inviting.invited(asked.login, asked.invite) if asked.invite else ""
    return code or f"The client signs in as {account.login}."


def _lead(asked: argparse.Namespace) -> str:
    from alliantie.people import administration
    from alliantie.people.models import Team

    worker = administration.worker_of(asked.login)
    team = Team.objects.using(administration.OWNER).get(organisation_id=worker.organisation_id, name=asked.team)
    if asked.end:
        administration.end_office(worker, on=clock.today(), team=team)
        return f"{asked.login} does not lead {team.name} any more."
    administration.give_office(worker, since=clock.today(), team=team)
    return f"{asked.login} leads {team.name}."


def _manage(asked: argparse.Namespace) -> str:
    from alliantie.people import administration

    worker = administration.worker_of(asked.login)
    if asked.end:
        administration.end_office(worker, on=clock.today())
        return f"{asked.login} does not manage the practices any more."
    administration.give_office(worker, since=clock.today())
    return f"{asked.login} manages the practices."


def _guard(asked: argparse.Namespace) -> str:
    from alliantie.people import administration
    from alliantie.people.models import Office

    worker = administration.worker_of(asked.login)
    if asked.end:
        administration.end_office(worker, on=clock.today(), kind=Office.Kind.GUARDS)
        return f"{asked.login} is no privacy officer any more."
    administration.give_office(worker, since=clock.today(), kind=Office.Kind.GUARDS)
    return f"{asked.login} is the privacy officer."


def _research(asked: argparse.Namespace) -> str:
    from alliantie.people import administration
    from alliantie.people.models import Membership, Office

    worker = administration.worker_of(asked.login)
    if asked.end:
        administration.end_office(worker, on=clock.today(), kind=Office.Kind.RESEARCHES)
        return f"{asked.login} does no research any more."
    other = Office.objects.using(administration.OWNER).filter(worker=worker, ends_on=None)
    if (
        other.exclude(kind=Office.Kind.RESEARCHES).exists()
        or Membership.objects.using(administration.OWNER).filter(worker=worker, ends_on=None).exists()
    ):
        raise ServerError(f"{asked.login} is in a team or has another office; a researcher is neither.")
    administration.give_office(worker, since=clock.today(), kind=Office.Kind.RESEARCHES)
    return f"{asked.login} does research."


def _change_password(asked: argparse.Namespace) -> str:
    from alliantie.people import administration

    administration.set_password(asked.login, new_password())
    return f"Changed the password of {asked.login}."


def _erase_second_step(asked: argparse.Namespace) -> str:
    from alliantie.people import administration

    administration.erase_second_step(asked.login, asked.erase)
    return f"Erased the second step of {asked.login}; the next sign-in tells why."


def _close_account(asked: argparse.Namespace) -> str:
    from alliantie.people import administration

    administration.close_account(asked.login)
    return f"Closed {asked.login}."
