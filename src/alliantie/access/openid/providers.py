"""The providers with which people can sign in, from a file of settings that the operator keeps.

OpenID Connect Core 1.0 and Discovery 1.0 say what the words mean.
"""

from __future__ import annotations

import logging
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlparse

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

logger = logging.getLogger("alliantie")

Role = Literal["workers", "clients", "representatives", "partners"]

# What names a person today and somebody else tomorrow, or what people choose themselves: no proof of who it is.
NO_IDENTITY = frozenset(
    {"email", "preferred_username", "upn", "unique_name", "name", "nickname", "given_name", "family_name"}
    | {"phone_number", "mail"}
)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class WrongSettings(Exception):
    """The file of providers cannot be used; says why, without anything secret."""


class Failed(Exception):
    """A way to a provider that led nowhere. `why` is a word for the log, without anything of the person."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Provider(BaseModel):
    """One provider: an organisation's own, or a broker such as of DigiD."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    """Stands in addresses and with each binding: never changed."""
    name: Annotated[str, Field(min_length=1, max_length=60)]
    """As people know it, on the page to sign in."""
    issuer: str
    client_id: Annotated[str, Field(min_length=1)]
    secret_file: Path
    """A file with the secret of the client alone, readable by the server only."""
    sends_secret: Literal["basic", "post"] = "basic"  # noqa: S105 - how, not what
    """How it is sent: in a header, or in the form."""
    signs_in: Annotated[frozenset[Role], Field(min_length=1)]
    organisation: str = ""
    """The one organisation whose workers can be invited to it; "" for any. Who was bound before stays so."""
    claim: str = "sub"
    """The claim of the id token that carries who somebody is."""
    scope: str = "openid"
    acr_values: tuple[str, ...] = ()
    """What is asked of the provider; it may give less."""
    second_step_acr: tuple[str, ...] = ()
    """Values of `acr` that count as the second step; none: our own is asked."""
    second_step_amr: tuple[str, ...] = ()
    """Words of `amr`, any of which counts as the second step."""
    sign_out: bool = False
    """Whether to offer to sign out at the provider too."""

    @field_validator("issuer")
    @classmethod
    def _encrypted(cls, issuer: str) -> str:
        parts = urlparse(issuer)
        if not parts.hostname or (parts.scheme != "https" and parts.hostname not in _LOOPBACK):
            raise ValueError("the issuer is an https address")
        if parts.query or parts.fragment:
            raise ValueError("the issuer has no question or fragment")
        return issuer

    @field_validator("claim")
    @classmethod
    def _lasting(cls, claim: str) -> str:
        if claim in NO_IDENTITY:
            raise ValueError(f"{claim} can become somebody else's, so it proves nobody; take sub or oid")
        return claim

    @field_validator("scope")
    @classmethod
    def _openid(cls, scope: str) -> str:
        if "openid" not in scope.split():
            raise ValueError("the scope names openid")
        return scope

    @property
    def secret(self) -> str:
        """The secret of the client. Raises WrongSettings where the file cannot be read or is empty."""
        try:
            secret = self.secret_file.read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            raise WrongSettings(f"{self.id}: the file of the secret cannot be read") from error
        if not secret:
            raise WrongSettings(f"{self.id}: the file of the secret is empty")
        return secret

    def stepped(self, acr: object, amr: object) -> bool:
        """Whether what an id token tells counts as the second step."""
        words = amr if isinstance(amr, list) else []
        return acr in self.second_step_acr or any(word in self.second_step_amr for word in words)


def read(path: Path) -> tuple[Provider, ...]:
    """The providers of a file, as TOML. Raises WrongSettings with every fault."""
    try:
        told = tomllib.loads(path.read_text())
    except OSError as error:
        raise WrongSettings(f"{path}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongSettings(f"{path}: {error}") from error
    if set(told) != {"provider"} or not isinstance(told["provider"], list):
        raise WrongSettings(f"{path}: holds [[provider]] tables, and nothing else")
    found, faults = [], []
    for number, each in enumerate(told["provider"], 1):
        try:
            found.append(Provider.model_validate(each))
        except ValidationError as error:
            # Never the values: a secret may have been put in the wrong place.
            faults += [f"provider {number}, {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
    ids = [each.id for each in found]
    faults += [f"two providers are called {twice}" for twice in sorted({i for i in ids if ids.count(i) > 1})]
    if faults:
        raise WrongSettings(f"{path}: {'; '.join(faults)}")
    return tuple(found)


@cache
def _read_once(path: str) -> tuple[Provider, ...]:
    return read(Path(path))


def providers() -> tuple[Provider, ...]:
    """The providers of this installation. Raises WrongSettings."""
    return _read_once(settings.OPENID_FILE) if settings.OPENID_FILE else ()


def offered() -> tuple[Provider, ...]:
    """The providers that the page to sign in shows; none where the file is wrong, which the log then says."""
    try:
        return providers()
    except WrongSettings:
        logger.exception("the file of providers cannot be used")
        return ()


def provider_of(provider_id: str) -> Provider | None:
    """The provider of this name, None where there is none."""
    return next((each for each in offered() if each.id == provider_id), None)
