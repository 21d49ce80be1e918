"""`alliantie user team`: joining another team, and leaving one."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from alliantie import clock
from alliantie.cli.parser import Parser

CarryOut = Callable[[argparse.Namespace], str]


def add_command(
    actions: argparse._SubParsersAction[Parser], inside: Callable[[CarryOut], Callable[[argparse.Namespace], int]]
) -> Parser:
    """Add the command and return its parser; `inside` runs it inside Django."""
    team = actions.add_parser("team", help="joins a team, or leaves one, which ends what its cases open this second")
    team.add_argument("login")
    which = team.add_mutually_exclusive_group(required=True)
    which.add_argument("--join", metavar="TEAM")
    which.add_argument("--leave", metavar="TEAM")
    team.set_defaults(carry_out=inside(_team))
    return team


def _team(asked: argparse.Namespace) -> str:
    from alliantie.people import administration, leaving
    from alliantie.people.models import Team

    worker = administration.worker_of(asked.login)
    teams = Team.objects.using(administration.OWNER).filter(organisation_id=worker.organisation_id)
    if asked.join:
        administration.join_team(worker, teams.get(name=asked.join), since=clock.today())
        return f"{asked.login} is in {asked.join}."
    left = leaving.leave_team(worker, teams.get(name=asked.leave), now=clock.now())
    told = f"{asked.login} is not in {asked.leave} any more, and sees none of its cases."
    if left.cases:
        told += f" Running cases in that name: {left.cases}. Who leads the team divides them."
    return told if left.led else f"{told} Nobody leads {asked.leave} now."
