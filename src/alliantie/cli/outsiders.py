"""`alliantie user representative` and `user partner`: accounts of people outside, as a worker recorded them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from alliantie.cli.parser import Parser
from alliantie.server.errors import ServerError

CarryOut = Callable[[argparse.Namespace], str]


def add_commands(
    actions: argparse._SubParsersAction[Parser], inside: Callable[[CarryOut], Callable[[argparse.Namespace], int]]
) -> tuple[Parser, Parser]:
    """Add both commands and return their parsers; `inside` runs one inside Django."""
    acting = actions.add_parser("representative", help="who acts for clients")
    acting.set_defaults(carry_out=inside(_add_representative_account))
    partner = actions.add_parser("partner", help="with whom something is shared")
    partner.set_defaults(carry_out=inside(_add_partner_account))
    for outside in (acting, partner):
        outside.add_argument("login")
        outside.add_argument("--given-name", required=True)
        outside.add_argument("--family-name", required=True)
        outside.add_argument("--phone", required=True, help="as a worker recorded it")
        outside.add_argument("--organisation", required=True, help="where that worker is")
    return acting, partner


def _add_representative_account(asked: argparse.Namespace) -> str:
    from alliantie.cases.models import Representative

    return f"The representative signs in as {_account_outside(asked, Representative, 'representative')}."


def _add_partner_account(asked: argparse.Namespace) -> str:
    from alliantie.cases.models import Partner

    return f"The partner signs in as {_account_outside(asked, Partner, 'partner')}."


def _account_outside(asked: argparse.Namespace, model: Any, called: str) -> str:
    """The login of a new account of somebody a worker recorded. Raises ServerError for nobody, or for several."""
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.password_validation import validate_password

    from alliantie.access.models import Account
    from alliantie.cli import people
    from alliantie.people import administration

    owner = administration.OWNER
    found = model.objects.using(owner).filter(
        organisation=people.organisation_named(asked.organisation),
        given_name=asked.given_name,
        family_name=asked.family_name,
        phone=asked.phone,
    )
    # Without a number nobody is sure to be the one that is meant.
    if not asked.phone or len(found) != 1:
        raise ServerError(f"{asked.organisation} has not exactly one {called} of this name and number.")
    password = people.new_password()
    validate_password(password)
    account = Account.objects.using(owner).create(
        login=asked.login.strip().lower(),
        password=make_password(password),
        area_id=found[0].area_id,
        shown_as=found[0].given_name,
        **{called: found[0]},
    )
    return str(account.login)
