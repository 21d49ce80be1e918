"""`alliantie organisation`: an organisation with its teams, and what it asks of people and of the law."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date

from alliantie import clock
from alliantie.cli.parser import Parser
from alliantie.server.errors import ServerError

Inside = Callable[[Callable[[argparse.Namespace], str]], Callable[[argparse.Namespace], int]]


def add_commands(commands: argparse._SubParsersAction[Parser], inside: Inside) -> list[Parser]:
    """Add the command, its actions run `inside` Django. Returns the parsers that take a data folder."""
    organisation = commands.add_parser("organisation", help="add an organisation with its teams, and what it asks")
    organising = organisation.add_subparsers(metavar="add|phone|second-step|averages|citizen-number", required=True)
    adding = organising.add_parser("add")
    adding.add_argument("name")
    adding.add_argument("--area", required=True, help="the collaboration it belongs to; made when new")
    adding.add_argument("--confidant", required=True, help="whom clients can turn to in confidence")
    adding.add_argument("--complaints", required=True, help="where clients can complain")
    adding.add_argument("--practice", required=True, action="append", metavar="ID", help="may be repeated")
    adding.add_argument("--team", required=True, action="append", help="may be repeated")
    adding.set_defaults(carry_out=inside(_add_organisation))
    phone = organising.add_parser("phone", help="the number on which clients reach a team")
    phone.add_argument("name")
    phone.add_argument("--team", required=True)
    phone.add_argument("--phone", required=True, help='the number; "" takes it away')
    phone.set_defaults(carry_out=inside(_set_team_phone))
    step = organising.add_parser("second-step", help="whether clients need a second step at sign-in; workers always do")
    step.add_argument("name")
    step.add_argument("--clients", required=True, choices=("asked", "offered"))
    step.set_defaults(carry_out=inside(_ask_second_step))
    averages = organising.add_parser("averages", help="whether what clients show counts in averages of many pairs")
    averages.add_argument("name")
    since = averages.add_mutually_exclusive_group(required=True)
    since.add_argument(
        "--from", dest="since", type=date.fromisoformat, metavar="DAY", help="of rounds from this day on"
    )
    since.add_argument("--end", action="store_true", help="of no round any more; what was added up stays")
    averages.set_defaults(carry_out=inside(_take_part_in_averages))
    numbers = organising.add_parser("citizen-number", help="the law by which it uses citizen service numbers")
    numbers.add_argument("name")
    numbers.add_argument("--law", required=True, help='law and article; "" when there is none, and then it keeps none')
    numbers.add_argument("--erase", action="store_true", help='with --law "": delete the numbers that are kept')
    numbers.set_defaults(carry_out=inside(_name_number_ground))
    return [adding, phone, step, averages, numbers]


def _add_organisation(asked: argparse.Namespace) -> str:
    from django.db import transaction

    from alliantie.people import administration
    from alliantie.people.models import Area
    from alliantie.practices.library import library

    unknown = sorted(set(asked.practice) - set(library().ids()))
    if unknown:
        raise ServerError(f"There is no practice {unknown[0]}; see: alliantie practice list")
    with transaction.atomic(using=administration.OWNER):
        area = Area.objects.using(administration.OWNER).filter(name=asked.area).first()
        organisation = administration.make_organisation(
            area or administration.make_area(asked.area),
            asked.name,
            confidant=asked.confidant,
            complaints=asked.complaints,
            practices=asked.practice,
        )
        for team in asked.team:
            administration.make_team(organisation, team)
    return f"Added {asked.name} with {', '.join(asked.team)}."


def _set_team_phone(asked: argparse.Namespace) -> str:
    from alliantie.cli import people
    from alliantie.people import administration

    administration.set_team_phone(people.organisation_named(asked.name), asked.team, asked.phone)
    return f"Clients reach {asked.team} on {asked.phone}." if asked.phone else f"{asked.team} has no number now."


def _ask_second_step(asked: argparse.Namespace) -> str:
    from alliantie.cli import people
    from alliantie.people import administration

    administration.ask_second_step(people.organisation_named(asked.name), asked=asked.clients == "asked")
    return f"A second step at sign-in is {asked.clients} to clients of {asked.name}."


def _take_part_in_averages(asked: argparse.Namespace) -> str:
    from alliantie.cli import people
    from alliantie.people import administration

    organisation, today = people.organisation_named(asked.name), clock.today()
    try:
        administration.take_part_in_averages(organisation, asked.since, today=today)
    except ValueError as error:
        raise ServerError(
            f"{asked.since} is not after today: who began a round before was not told. Nothing was changed."
        ) from error
    if asked.since is None:
        return f"What clients of {organisation.name} show counts in no average any more. What was added up stays."
    return f"Rounds of {organisation.name} from {asked.since} on count in averages; its clients read so before a round."


def _name_number_ground(asked: argparse.Namespace) -> str:
    from alliantie.cli import people
    from alliantie.people import administration

    organisation, law = people.organisation_named(asked.name), asked.law.strip()
    kept = administration.numbers_kept(organisation)
    if not law and kept and not asked.erase:
        raise ServerError(
            f"{organisation.name} keeps {kept} of these numbers. Without a law they are deleted, with their history,"
            " and do not come back. Nothing was changed; add --erase to do so."
        )
    gone = administration.name_number_ground(organisation, law)
    if law:
        return f"{organisation.name} uses citizen service numbers by {law}."
    on_hold = administration.numbers_kept(organisation)
    stay = f" {on_hold} of who is under a legal hold stay unseen, and go when that ends." if on_hold else ""
    return (
        f"{organisation.name} uses none now. Deleted: {gone}; what history holds of them goes within a quarter.{stay}"
    )
