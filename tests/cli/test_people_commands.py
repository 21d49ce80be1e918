"""Adding an organisation and its people from the command line."""

import io

import pytest
from django.contrib.auth import authenticate

from alliantie import cli
from alliantie.access.models import Account
from alliantie.people.models import Membership, Office, Team
from tests.access.entering import account_of
from tests.cases.test_representing import family, record
from tests.support.programs import one_line
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

ORGANISATION = [
    *("organisation", "add", "Reclassering Oost", "--area", "Oost", "--confidant", "mevrouw Bakker"),
    *("--complaints", "klachten@oost.example", "--practice", "nl-probation", "--team", "Noord", "--team", "Zuid"),
]
USER = [
    *("user", "add", "Jan.Jansen", "--given-name", "Jan", "--family-name", "Jansen"),
    *("--organisation", "Reclassering Oost", "--team", "Noord"),
]
PASSWORD = "vier woorden zijn lang genoeg"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    return monkeypatch


def test_a_new_worker_is_in_the_team_and_can_sign_in(typed: pytest.MonkeyPatch) -> None:
    assert cli.main(ORGANISATION) == 0
    assert cli.main(USER) == 0
    account = Account.objects.using("owner").get(login="jan.jansen")
    assert account.check_password(PASSWORD)
    teams = Membership.objects.using("owner").filter(worker=account.worker)
    assert [membership.team.name for membership in teams.select_related("team")] == ["Noord"]


def test_a_team_gets_a_number_which_can_be_taken_away(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(ORGANISATION) == 0
    asked = ["organisation", "phone", "Reclassering Oost", "--team", "Noord", "--phone"]
    for number, told in (("030 000 00 00", "Clients reach Noord on 030 000 00 00."), ("", "Noord has no number now.")):
        assert cli.main([*asked, number]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == told
        found = Team.objects.using("owner").order_by("name").values_list("name", "phone")
        assert list(found) == [("Noord", number), ("Zuid", "")]
    assert cli.main([*asked, "0" * 41]) == 1
    assert cli.main([*asked[:4], "West", "--phone", "030"]) == 1
    assert "nothing by this name" in capsys.readouterr().err
    assert not Team.objects.using("owner").exclude(phone="").exists()


def test_a_client_with_a_case_gets_an_own_account_and_someone_without_does_not(
    typed: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World.make()
    case = world.case()
    asked = ["user", "client", "Noor", "--given-name", "Noor", "--family-name", "Yilmaz", "--born", "1990-05-04"]
    asked += ["--organisation", world.organisation.name]
    assert cli.main([*asked, "--born", "1990-05-05"]) == 1
    assert "no client of this name and birth date" in one_line(capsys.readouterr().err)
    assert cli.main(asked) == 0
    account = Account.objects.using("owner").get(login="noor")
    assert account.client_id == case.client_ids[0]
    assert account.check_password(PASSWORD)


def test_a_changed_password_replaces_the_old_and_a_closed_account_lets_nobody_in(typed: pytest.MonkeyPatch) -> None:
    assert [cli.main(ORGANISATION), cli.main(USER)] == [0, 0]
    typed.setattr("sys.stdin", io.StringIO("heel andere woorden dit keer\n"))
    assert cli.main(["user", "password", "jan.jansen"]) == 0
    account = Account.objects.using("owner").get(login="jan.jansen")
    assert account.check_password("heel andere woorden dit keer")
    assert not account.check_password(PASSWORD)
    assert cli.main(["user", "close", "jan.jansen"]) == 0
    assert authenticate(username="jan.jansen", password="heel andere woorden dit keer") is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (["--team", "West"], "Reclassering Oost has no team West."),
        (["--organisation", "Elders"], "There is no organisation named Elders."),
    ],
)
def test_what_does_not_exist_is_told_and_nothing_is_added(
    typed: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], change: list[str], sentence: str
) -> None:
    assert cli.main(ORGANISATION) == 0
    assert cli.main([*USER, *change]) == 1
    assert one_line(capsys.readouterr().err) == sentence
    assert not Account.objects.using("owner").exists()


def test_a_weak_password_a_taken_name_and_an_unknown_practice_are_refused(
    typed: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*ORGANISATION, "--practice", "nl-none"]) == 1
    assert cli.main(ORGANISATION) == 0
    assert cli.main(ORGANISATION) == 1
    typed.setattr("sys.stdin", io.StringIO("kort\n"))
    assert cli.main(USER) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "There is no practice nl-none; see: alliantie practice list"
    assert said[1] == "This name is taken already."
    assert "12" in said[2]
    assert not Account.objects.using("owner").exists()


def test_a_worker_leads_a_team_or_manages_the_practices_from_the_day_it_is_said_until_the_day_it_ends(
    typed: pytest.MonkeyPatch,
) -> None:
    assert [cli.main(ORGANISATION), cli.main(USER[: USER.index("--team")])] == [0, 0]
    assert not Membership.objects.using("owner").exists()
    lead, manage = ["user", "lead", "jan.jansen", "--team", "Zuid"], ["user", "manage", "Jan.Jansen"]
    for asked in (lead, manage, lead, manage):
        assert cli.main(asked) == 0
    offices = Office.objects.using("owner").filter(ends_on__isnull=True).select_related("team")
    assert {(each.kind, each.team.name if each.team else None) for each in offices} == {
        ("leads", "Zuid"),
        ("manages", None),
    }
    assert [cli.main([*asked, "--end"]) for asked in (lead, manage)] == [0, 0]
    assert not offices.all().exists()
    assert Office.objects.using("owner").count() == 2
    assert cli.main(lead) == 0
    assert offices.all().get().team is not None


@pytest.mark.parametrize(
    "asked",
    [
        ["lead", "jan.jansen", "--team", "West"],
        ["lead", "nobody", "--team", "Noord"],
        ["manage", "nobody"],
        ["manage", "jan.jansen", "--end"],
        ["lead", "jan.jansen", "--team", "Noord", "--end"],
    ],
    ids=" ".join,
)
def test_an_office_for_what_does_not_exist_is_told_and_changes_nothing(
    typed: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], asked: list[str]
) -> None:
    assert [cli.main(ORGANISATION), cli.main(USER)] == [0, 0]
    assert cli.main(["user", *asked]) == 1
    assert one_line(capsys.readouterr().err) == "There is nothing by this name."
    assert not Office.objects.using("owner").exists()


def test_who_represents_gets_an_account_by_name_and_number_alone(
    typed: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case = family()
    record(case, phone="030 000 00 09")
    asked = ["user", "representative", "fatma", "--given-name", "Fatma", "--family-name", "Yilmaz"]
    there = ["--organisation", case.world.organisation.name, "--phone"]
    for number in ("030 000 00 08", ""):
        assert cli.main([*asked, *there, number]) == 1
        assert "not exactly one representative" in capsys.readouterr().err
    assert cli.main([*asked, *there, "030 000 00 09"]) == 0
    account = Account.objects.using("owner").get(login="fatma")
    assert account.representative is not None
    assert account.check_password(PASSWORD)


def test_a_privacy_officer_is_appointed_and_no_longer() -> None:
    world = World.make()
    account_of(world.workers[0], "vera")
    for end, count in (([], 1), ([], 1), (["--end"], 0)):
        assert cli.main(["user", "privacy", "vera", *end]) == 0
        assert Office.objects.using("owner").filter(kind="guards", ends_on=None).count() == count
