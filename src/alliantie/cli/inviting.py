"""`alliantie user invite`: who has an account signs in with a provider from then on."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from alliantie.cli.parser import Parser
from alliantie.server.errors import ServerError

CarryOut = Callable[[argparse.Namespace], str]


def add_command(
    actions: argparse._SubParsersAction[Parser], inside: Callable[[CarryOut], Callable[[argparse.Namespace], int]]
) -> Parser:
    """Add the command and return its parser; `inside` runs it inside Django."""
    invite = actions.add_parser("invite", help="lets who has an account sign in with a provider; prints a code, once")
    invite.add_argument("login")
    invite.add_argument("--provider", required=True, help="its id in the file that ALLIANTIE_OPENID names")
    invite.add_argument("--end", action="store_true", help="no longer; its sessions end")
    invite.set_defaults(carry_out=inside(_invite))
    return invite


def invited(login: str, provider_id: str) -> str:
    """What to hand to somebody who is invited to sign in with a provider. Raises ValidationError."""
    from alliantie.access.openid.providers import WrongSettings
    from alliantie.people import invitations

    try:
        provider = invitations.provider_named(provider_id)
    except WrongSettings as error:
        raise ServerError(str(error)) from error
    code = invitations.invite(login, provider)
    return (
        f"{login} signs in with {provider.name}, and types this code there the first time: {code}\n"
        f"It works once, within {invitations.LASTS.days} days. Hand it to nobody else."
    )


def _invite(asked: argparse.Namespace) -> str:
    from alliantie.people import invitations

    if asked.end:
        invitations.end_binding(asked.login, asked.provider)
        return f"{asked.login} does not sign in with {asked.provider} any more."
    return invited(asked.login, asked.provider)
