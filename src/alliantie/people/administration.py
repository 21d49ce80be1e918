"""Making organisations, teams, workers and accounts: the functional manager's work, done as owner by command.

The application role can do none of this.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import connections, transaction

from alliantie import clock
from alliantie.access.models import Account, Binding, Invitation, Session, StepErased
from alliantie.people.models import Area, CitizenNumber, Client, Membership, Office, Organisation, Team, Worker

OWNER = "owner"


def make_area(name: str) -> Area:
    """A new area. Raises IntegrityError when the name is taken."""
    return Area.objects.using(OWNER).create(name=name)


def make_organisation(
    area: Area, name: str, *, confidant: str, complaints: str, practices: Iterable[str]
) -> Organisation:
    """An organisation with its confidential contact, its complaints desk and the practices it works by."""
    return Organisation.objects.using(OWNER).create(
        area=area, name=name, confidant=confidant, complaints=complaints, practices=list(practices)
    )


def make_team(organisation: Organisation, name: str, *, phone: str = "") -> Team:
    """A team of an organisation; clients see its number."""
    return Team.objects.using(OWNER).create(
        area_id=organisation.area_id, organisation=organisation, name=name, phone=phone
    )


def set_team_phone(organisation: Organisation, name: str, phone: str) -> None:
    """The number on which clients reach a team; "" takes it away. Raises Team.DoesNotExist, ValidationError."""
    team = Team.objects.using(OWNER).get(organisation=organisation, name=name)
    team.phone = phone.strip()
    team.clean_fields(exclude={"area", "organisation"})
    team.save(using=OWNER, update_fields=["phone"])


def ask_second_step(organisation: Organisation, *, asked: bool) -> None:
    """Whether clients of an organisation, and who represents them, need a second step at sign-in."""
    organisation.second_step = asked
    organisation.save(using=OWNER, update_fields=["second_step"])


def take_part_in_averages(organisation: Organisation, since: date | None, *, today: date) -> None:
    """Let what clients show from a day on count in averages; None for no more. What was added up stays.

    Raises ValueError for a day that is not after today: who began a round before was not told.
    """
    if since is not None and since <= today:
        raise ValueError("the day is not after today")
    organisation.averages_from = since
    organisation.save(using=OWNER, update_fields=["averages_from"])


def numbers_kept(organisation: Organisation) -> int:
    """How many citizen service numbers an organisation keeps."""
    return CitizenNumber.objects.using(OWNER).filter(organisation=organisation).count()


def name_number_ground(organisation: Organisation, law: str) -> int:
    """The law by which an organisation uses citizen service numbers; "" where it may not, and then it keeps none.

    Gives how many were deleted; the lines of history follow with the next seal. Those of who is under a legal hold stay
    until that ends. Raises ValidationError.
    """
    organisation.number_ground = " ".join(law.split())
    organisation.clean_fields(exclude={each.name for each in organisation._meta.fields} - {"number_ground"})
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        organisation.save(using=OWNER, update_fields=["number_ground"])
        if organisation.number_ground:
            return 0
        cursor.execute("SELECT secrets.end_numbers(%s, %s)", [organisation.id, clock.today()])
        return int(cursor.fetchone()[0])


def make_worker(
    organisation: Organisation,
    given_name: str,
    family_name: str,
    *,
    teams: Iterable[Team],
    since: date,
    phone: str = "",
) -> Worker:
    """A worker, member of teams since a day."""
    with transaction.atomic(using=OWNER):
        worker = Worker.objects.using(OWNER).create(
            area_id=organisation.area_id,
            organisation=organisation,
            given_name=given_name,
            family_name=family_name,
            phone=phone,
        )
        for team in teams:
            Membership.objects.using(OWNER).create(
                area_id=organisation.area_id, team=team, worker=worker, starts_on=since
            )
    return worker


def join_team(worker: Worker, team: Team, *, since: date) -> None:
    """Let a worker be in one team more, from a day on; the same again changes nothing.

    Raises ValueError for a team of another organisation.
    """
    if team.organisation_id != worker.organisation_id:
        raise ValueError("a worker is in teams of the own organisation only")
    Membership.objects.using(OWNER).get_or_create(
        team=team, worker=worker, ends_on=None, defaults={"area_id": worker.area_id, "starts_on": since}
    )


def give_office(
    worker: Worker, *, since: date, team: Team | None = None, kind: Office.Kind = Office.Kind.MANAGES
) -> Office:
    """Let a worker lead a team or, without one, manage the practices or guard privacy, from a day on.

    The same again changes nothing. Raises ValueError for a team of another organisation.
    """
    if team is not None and team.organisation_id != worker.organisation_id:
        raise ValueError("a worker leads teams of the own organisation only")
    office, _made = Office.objects.using(OWNER).get_or_create(
        kind=kind if team is None else Office.Kind.LEADS,
        worker=worker,
        team=team,
        ends_on=None,
        defaults={"area_id": worker.area_id, "organisation_id": worker.organisation_id, "starts_on": since},
    )
    return office


def end_office(worker: Worker, *, on: date, team: Team | None = None, kind: Office.Kind = Office.Kind.MANAGES) -> None:
    """End what `give_office` gave, from a day on. Raises Office.DoesNotExist when there is nothing to end."""
    held = kind if team is None else Office.Kind.LEADS
    office = Office.objects.using(OWNER).get(kind=held, worker=worker, team=team, ends_on=None)
    office.ends_on = on
    office.save(using=OWNER, update_fields=["ends_on"])


def worker_of(login: str) -> Worker:
    """The worker who signs in by this name. Raises Worker.DoesNotExist, for a client's account as well."""
    return Worker.objects.using(OWNER).get(
        id__in=Account.objects.using(OWNER).filter(login=login.strip().lower()).values("worker_id")
    )


def make_account(person: Worker | Client, login: str, password: str | None, *, of_demo: bool = False) -> Account:
    """A way in for a worker or a client. One of the demo may have any password, and is asked no second step.

    None is no password at all: of who signs in with a provider.

    Raises ValidationError for a weak password, IntegrityError for a taken name.
    """
    if not of_demo and password is not None:
        validate_password(password)
    return Account.objects.using(OWNER).create(
        login=login.strip().lower(),
        password=make_password(password),
        area_id=person.area_id,
        shown_as=person.given_name,
        worker_id=person.id if isinstance(person, Worker) else None,
        client_id=person.id if isinstance(person, Client) else None,
        of_demo=of_demo,
    )


def set_password(login: str, password: str) -> None:
    """Give an account another password, and end its sessions. Raises Account.DoesNotExist, ValidationError."""
    account = Account.objects.using(OWNER).get(login=login.strip().lower())
    validate_password(password)
    account.password = make_password(password)
    with transaction.atomic(using=OWNER):
        account.save(using=OWNER, update_fields=["password"])
        _end_sessions(account)


def erase_second_step(login: str, reason: str) -> None:
    """Take app, passkeys and reserve codes from who lost them, and end the sessions; the owner reads the reason.

    Raises Account.DoesNotExist, ValidationError without a reason or with one that is too long.
    """
    account = Account.objects.using(OWNER).get(login=login.strip().lower())
    erased = StepErased(area_id=account.area_id, account_id=account.id, reason=reason.strip(), at=clock.now())
    erased.clean_fields(exclude={"area"})
    with transaction.atomic(using=OWNER):
        erased.save(using=OWNER)
        Authenticator.objects.using(OWNER).filter(user_id=account.id).delete()
        _end_sessions(account)


def close_account(login: str) -> None:
    """Close an account, end its sessions, and let go of who is bound to it: they may come back with another one.

    Raises Account.DoesNotExist.
    """
    account = Account.objects.using(OWNER).get(login=login.strip().lower())
    account.is_active = False
    with transaction.atomic(using=OWNER):
        account.save(using=OWNER, update_fields=["is_active"])
        for each in (Binding, Invitation):
            each.objects.using(OWNER).filter(account_id=account.id).delete()
        _end_sessions(account)


def _end_sessions(account: Account) -> None:
    Session.objects.using(OWNER).filter(account_id=account.id).delete()
