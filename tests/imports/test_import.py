"""What comes in from another system: all of it or nothing, once, and never around a rule."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from alliantie import cli, clock
from alliantie.access.identity import acting
from alliantie.cases.models import Case, Fact
from alliantie.cases.queries import all_cases
from alliantie.imports.operations import import_files, place_of
from alliantie.imports.releasing import release
from alliantie.server.errors import ServerError
from tests.imports.files import PEOPLE, Here, counts, here, measures_of, owner, talk_of
from tests.support.at_once import at_once
from tests.worlds import World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Here:
    return here(tmp_path, capsys)


def reasons(told: dict[str, object], kind: str = "problems") -> list[tuple[str, int, str, str]]:
    found: list[dict[str, object]] = told[kind]  # type: ignore[assignment]
    return [(Path(str(p["file"])).stem, int(str(p["line"])), str(p["field"]), str(p["reason"])) for p in found]


def test_what_comes_in_is_as_it_would_be_had_the_worker_recorded_it(place: Here) -> None:
    status, told = place.run(**place.whole())
    assert (status, told["problems"], told["written"]) == (0, [], True)
    assert told["files"]["people"] == {"rows": 2, "new": 2}
    assert owner(
        "SELECT given_name, family_name, born_on, language, easy_form, sort_key FROM people_client ORDER BY 1"
    ) == [
        ("=Amin", "de Boer, junior", date(2008, 2, 29), "nl", False, "de boer junior, amin"),
        ("Noor", "Yılmaz", date(1990, 5, 4), "nl", True, "yilmaz, noor"),
    ]
    cases = owner(
        "SELECT title, title_key, practice_version, opened_on, closed_on FROM cases_case ORDER BY opened_on, 1"
    )
    assert cases == [
        ("=Amin de Boer, junior", "amin de boer junior", "2026-1", date(2026, 1, 12), date(2026, 6, 30)),
        ("Noor Yılmaz", "noor yilmaz", "2026-1", date(2026, 1, 12), None),
    ]
    measures = owner("SELECT starts_on, until, ends_on FROM cases_measure ORDER BY until NULLS LAST")
    assert measures == [
        (date(2026, 1, 12), date(2028, 1, 12), date(2026, 6, 30)),
        (date(2026, 1, 12), None, None),
    ]
    contacts = owner(
        'SELECT "on", at::text, values::text, together, others, recorded_by FROM cases_fact'
        " WHERE kind = 'contact' ORDER BY \"on\""
    )
    me = place.world.workers[0].id
    assert contacts == [
        (date(2026, 1, 13), "09:30:00", '{"mode": "phone", "minutes": 45}', None, False, me),
        (date(2026, 2, 13), None, "{}", None, False, me),
    ]
    kinds = owner("SELECT kind, count(*) FROM cases_fact WHERE kind <> 'contact' GROUP BY kind ORDER BY kind")
    assert kinds == [("case_closed", 1), ("case_opened", 2)]
    claims = owner(
        "SELECT r.name, r.case_id IS NULL, k.kind, k.reference, k.status, s.answer, s.amount, k.since,"
        " s.document, s.documented_on"
        " FROM money_claim k JOIN money_creditor r ON r.id = k.creditor_id"
        " JOIN money_statement s ON s.claim_id = k.id ORDER BY r.name"
    )
    since = date(2026, 2, 1)
    assert claims == [
        ("Broer Jan", False, "personal", "", "known", "unknown", None, since, "", None),
        (
            "Energie & Co",
            True,
            "energy",
            "EN-1",
            "known",
            "amount",
            Decimal("1234.56"),
            since,
            "Brief van Energie & Co",
            date(2026, 1, 30),
        ),
    ]


def test_history_tells_every_row_that_came_in_as_the_owner_s_work(place: Here) -> None:
    before = counts()["history.event"]
    place.run(**place.whole())
    written = owner(
        "SELECT table_name, count(*) FROM history.event WHERE id > %s AND action = 'INSERT'"
        " AND by_claim = 'alliantie_owner' GROUP BY 1 ORDER BY 1",
        before,
    )
    assert {table: count for table, count in written if table in ("people_client", "cases_case", "money_claim")} == {
        "people_client": 2,
        "cases_case": 2,
        "money_claim": 2,
    }
    assert dict(written)["cases_fact"] == counts()["cases_fact"]
    # Written to history many at once, and yet each as it is.
    told = owner(
        "SELECT count(*) FROM history.event e JOIN cases_fact f ON f.id::text = e.row_id AND e.after = to_jsonb(f)"
    )
    assert told == [(counts()["cases_fact"],)]


def test_the_worker_named_and_nobody_else_sees_the_case_with_what_is_due(place: Here) -> None:
    other = World.make("Ander")
    place.run(**place.whole())
    for worker, seen in ((place.world.worker(0), 2), (place.world.worker(1), 0), (other.worker(0), 0)):
        with acting(worker):
            assert Case.objects.visible_to(worker).count() == seen
    client_id = owner("SELECT id FROM people_client WHERE given_name = 'Noor'")[0][0]
    grants = owner('SELECT subject_kind, "right", ground FROM access_grant WHERE subject_id = %s', client_id)
    assert grants == [("client", "own", "own data")]
    # Reckoned before they were opened, and a pair for the case that runs.
    assert owner("SELECT count(*) FROM cases_reckoning") == [(2,)]
    assert owner("SELECT count(*) FROM alliance_pair") == [(1,)]
    assert owner("SELECT count(*) FROM secrets.pair_key") == [(1,)]


def test_a_case_that_came_in_goes_on_like_any_other(place: Here) -> None:
    place.run(**place.whole())
    worker = place.world.worker()
    with acting(worker):
        assert "Noor Yılmaz" in {row.title for row in all_cases(worker, "nl")}
        found = Fact.objects.visible_to(worker).filter(kind="contact")
        assert {fact.client_id for fact in found} == {fact.client_id for fact in found if fact.client_id}


def test_the_same_files_again_change_nothing(place: Here) -> None:
    files = place.whole()
    place.run(**files)
    before = counts()
    status, told = place.run(**files)
    assert (status, told["problems"], told["notes"]) == (0, [], [])
    assert told["files"]["contacts"] == {"rows": 2, "new": 0}
    assert counts() == before


def test_a_row_that_changed_is_told_and_not_overwritten(place: Here) -> None:
    files = place.whole()
    place.run(**files)
    before = counts()
    status, told = place.run(people=PEOPLE.replace("Noor", "Nora"), contacts=files["contacts"].replace("45", "60"))
    assert status == 0
    assert reasons(told, "notes") == [
        ("contacts", 2, "reference", "differs from what was imported before; it was not overwritten"),
        ("people", 2, "reference", "differs from what was imported before; it was not overwritten"),
    ]
    assert counts() == before


def test_a_later_file_adds_to_cases_that_came_in_before(place: Here) -> None:
    files = place.whole()
    place.run(people=files["people"], cases=files["cases"])
    status, told = place.run(contacts=files["contacts"], claims=files["claims"])
    assert (status, told["files"]["contacts"]["new"], told["cases_reckoned"]) == (0, 2, 1)
    assert owner("SELECT count(*) FROM cases_reckoning") == [(2,)]


def test_a_dry_run_changes_nothing_and_says_the_same(place: Here) -> None:
    before = counts()
    status, told = place.run("--dry-run", **place.whole())
    assert (status, told["written"], told["dry_run"]) == (0, False, True)
    assert told["files"]["people"] == {"rows": 2, "new": 2}
    assert counts() == before


def test_one_wrong_row_in_the_last_file_keeps_everything_out(place: Here) -> None:
    before = counts()
    files = place.whole()
    status, told = place.run(**files | {"claims": files["claims"].replace("1.234,56", "veel")})
    assert status == 1
    assert reasons(told) == [("claims", 2, "amount", "must be an amount in euros, such as 1.234,56 or 1234.56")]
    assert counts() == before


def test_three_hundred_errors_are_told_at_once_each_with_its_line(place: Here) -> None:
    lines = [f"P{number};Jan;Jansen;{number}-13-1990" for number in range(300)]
    status, told = place.run(people="\n".join(["reference;given_name;family_name;born_on", *lines]))
    assert (status, told["wrong"]) == (1, 300)
    assert [line for _file, line, _field, _reason in reasons(told)] == list(range(2, 302))
    assert {(field, reason) for _file, _line, field, reason in reasons(told)} == {
        ("born_on", "is no day of the calendar"),
        ("born_on", "must be a date, such as 2026-03-12 or 12-03-2026"),
    }


TOMORROW = date.fromordinal(clock.today().toordinal() + 1).isoformat()


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "field", "reason"),
    [
        ("people", "Noor", "N" * 61, 2, "given_name", "is longer than 60 characters"),
        ("people", "Noor", "No\x07or", 2, "given_name", "holds a control character"),
        ("people", "Noor", "", 2, "given_name", "is missing"),
        ("people", "P2;", "P1;", 3, "reference", "stands on line 2 already"),
        ("people", "P1;", "P|1;", 2, "reference", "may have no | and no :"),
        ("people", ";nl;", ";xx;", 2, "language", "must be one of nl, en"),
        ("people", "04-05-1990", TOMORROW, 2, "born_on", "lies in the future"),
        ("people", "04-05-1990", "04-05-1890", 2, "born_on", "lies before 1900"),
        ("cases", "nl-probation", "nl-nothing", 3, "practice", "is no practice of the library"),
        ("cases", "2026-1,peter", "1999-1,peter", 3, "version", "has no version 1999-1"),
        ("cases", "2026-1,peter.jansen", "2026-1,samira", 3, "worker", "is no login of a worker of this team"),
        ("cases", "P2:client", "P2:parent", 3, "people", "gives the role parent; there are client"),
        ("cases", "P2:client", "P9:client", 3, "people", "names P9, who is in no file"),
        ("cases", "P2:client", "P2:client|P2:client", 3, "people", "names P2 twice"),
        ("cases", ":12-01-2026:", ":12-01-2029:", 3, "measures", "must end after it starts"),
        ("cases", "2026-06-30", "2026-01-11", 3, "closed_on", "lies before opened_on"),
        ("contacts", "13-01-2026", TOMORROW, 2, "date", "lies in the future"),
        ("contacts", "09:30", "25:30", 2, "time", "must be a time, such as 14:30"),
        ("contacts", ";phone;", ";pigeon;", 2, "mode", "must be one of"),
        ("contacts", ";45;", ";0;", 2, "minutes", "must be a whole number from 1 to 1440"),
        ("contacts", ";P1\n", ";P2\n", 2, "present", "names P2, who takes no part in case C1"),
        ("contacts", ";P1\n", ";other\n", 2, "present", "names nobody of the case beside other"),
        ("contacts", "T1;C1", "T1;C9", 2, "case", "names C9, which is in no file"),
        ("claims", ";energy;", ";gas;", 2, "kind", "must be one of"),
        ("claims", ";Brief van Energie & Co;30-01-2026;", ";;;", 2, "document", "an amount names its paper, or says"),
        ("claims", ";30-01-2026;", ";30-01-2026;ja", 2, "no_paper", "says there is none, beside a document"),
        ("claims", "2026-02-01;;;", "2026-02-01;;30-01-2026;", 3, "documented_on", "has no document"),
        ("claims", "D2;C1", "D2;C2", 3, "case", "is a case of nl-probation, which keeps no money"),
    ],
)
def test_a_row_that_breaks_a_rule_is_told_with_field_and_reason(
    place: Here, name: str, old: str, new: str, line: int, field: str, reason: str
) -> None:
    files = place.whole()
    assert old in files[name]
    status, told = place.run("--dry-run", **files | {name: files[name].replace(old, new, 1)})
    assert status == 1
    found = [(each[1], each[2]) for each in reasons(told) if reason in each[3] and each[0] == name]
    assert found == [(line, field)]


LONGER = (
    "reference;practice;worker;people;measures;opened_on;why_longer\n"
    "G1;nl-probation;peter.jansen;P2:client;suspended-sentence:2026-01-12:2029-01-{};2026-01-12;{}\n"
)


@pytest.mark.parametrize(("last", "why", "told"), [(13, "", True), (12, "", False), (13, "De rechter.", False)])
def test_a_measure_longer_than_its_source_names_asks_why_here_too(place: Here, last: int, why: str, told: bool) -> None:
    status, said = place.run(people=PEOPLE, cases=LONGER.format(last, why))
    assert status == int(told)
    assert [each[1:3] for each in reasons(said)] == ([(2, "why_longer")] if told else [])
    deviated = owner("SELECT \"on\", text, values FROM cases_fact WHERE kind = 'norm_deviated'")
    kept = (date(2026, 1, 12), why, {"norm": "longest-probation-period", "until": "2029-01-13"})
    assert [(on, text, json.loads(values) if isinstance(values, str) else values) for on, text, values in deviated] == (
        [kept] if why else []
    )
    assert why == "" or owner("SELECT due FROM cases_duty WHERE norm_id = 'longest-probation-period'") == [
        (date(2029, 1, 12),)
    ]


def test_a_row_of_before_is_the_same_where_a_column_came_later(place: Here) -> None:
    before = LONGER.format(12, "").replace(";why_longer", "").replace("2026-01-12;\n", "2026-01-12\n")
    assert place.run(people=PEOPLE, cases=before)[0] == 0
    status, said = place.run(people=PEOPLE, cases=LONGER.format(12, ""))
    assert status == 0
    assert "differs" not in json.dumps(said)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("decision_taken", "a decision comes in by no file"),
        ("gate_forced", "a gate is passed by no file"),
        ("warning", "must be contact"),
        ("letter", "must be contact"),
    ],
)
def test_no_file_goes_around_a_gate(place: Here, kind: str, reason: str) -> None:
    contacts = f"reference;case;date;talk;kind\nT1;C1;2026-01-13;{talk_of('nl-debt-zeist')};{kind}\n"
    status, told = place.run(**place.whole() | {"contacts": contacts})
    assert status == 1
    assert [(field, reason in why) for _file, _line, field, why in reasons(told)] == [("kind", True)]


def test_a_talk_or_measure_of_another_practice_is_refused(place: Here) -> None:
    files = place.whole()
    foreign, strange = talk_of("nl-save-protection"), measures_of("nl-save-protection")[0]
    own = measures_of("nl-probation")[0]
    status, told = place.run(
        **files
        | {
            "contacts": files["contacts"].replace(talk_of("nl-debt-zeist"), foreign, 1),
            "cases": files["cases"].replace(f"{own}:", f"{strange}:"),
        }
    )
    assert status == 1
    assert {(file, field) for file, _line, field, _reason in reasons(told)} == {
        ("contacts", "talk"),
        ("cases", "measures"),
    }


def test_a_practice_the_organisation_does_not_work_by_is_refused(place: Here) -> None:
    organisation = place.world.organisation
    organisation.practices = ["nl-debt-zeist"]
    organisation.save(using="owner")
    status, told = place.run(**place.whole())
    assert status == 1
    assert ("cases", 3, "practice", "is no practice of this organisation") in reasons(told)


def test_a_visit_to_several_is_one_contact_of_each_with_what_they_have_in_common(place: Here) -> None:
    practice = "nl-save-protection"
    people = "reference;given_name;family_name;born_on\n" + "".join(
        f"K{number};Kind;Nummer {number};2015-01-0{number}\n" for number in (1, 2, 3)
    )
    cases = (
        "reference;practice;worker;people;measures;opened_on\n"
        f"G1;{practice};peter.jansen;K1:young_person|K2:young_person|K3:young_person;{measures_of(practice)[0]};2026-01-01\n"
    )
    talk = talk_of(practice)
    contacts = (
        "reference;case;date;talk;present\n"
        f"V1;G1;2026-02-01;{talk};\nV2;G1;2026-02-02;{talk};K2|other|K1\nV3;G1;2026-02-03;{talk};K3|other\n"
    )
    status, told = place.run(people=people, cases=cases, contacts=contacts)
    assert (status, told["problems"]) == (0, [])
    found = owner(
        "SELECT count(*), count(DISTINCT client_id), count(DISTINCT together), bool_and(others) FROM cases_fact"
        ' WHERE kind = \'contact\' GROUP BY "on" ORDER BY "on"'
    )
    assert found == [(3, 3, 1, False), (2, 2, 1, True), (1, 1, 0, True)]


def test_numbers_of_another_organisation_are_not_known_here(
    place: Here, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = place.whole()
    place.run(**files)
    other = here(tmp_path, capsys, "Ander", "lien.jansen")
    status, told = other.run(contacts=files["contacts"])
    assert status == 1
    assert {reason for _file, _line, _field, reason in reasons(told)} == {
        "names C1, which is in no file and was not imported before"
    }
    # The same numbers there are other people.
    assert (
        other.run(
            **files
            | {
                "cases": files["cases"]
                .lower()
                .replace("peter", "lien")
                .replace("p1", "P1")
                .replace("p2", "P2")
                .replace("c1", "C1")
                .replace("c2", "C2")
            }
        )[0]
        == 0
    )
    assert owner("SELECT count(*) FROM people_client") == [(4,)]


def test_somebody_who_is_here_already_is_told_and_comes_in_as_a_new_person(place: Here) -> None:
    place.world.case(names=(("Noor", "Yılmaz"),))
    owner_rows = owner("UPDATE people_client SET born_on = '1990-05-04' RETURNING 1")
    assert owner_rows == [(1,)]
    status, told = place.run(people=PEOPLE + "P3;=Amin;de Boer, junior;2008-02-29;;\n")
    assert status == 0
    assert reasons(told, "notes") == [
        ("people", 2, "family_name", "is by name and birth date somebody who is here already"),
        ("people", 4, "family_name", "has the name and birth date of line 3"),
    ]


@pytest.mark.parametrize(
    ("content", "line", "field", "reason"),
    [
        (b"", 1, "reference", "is missing"),
        (b"reference;given_name\n", 1, "family_name", "is missing"),
        (b"reference;given_name;family_name;born_on;bsn\n", 1, "bsn", "is no column of this file"),
        (b"reference;given_name;family_name;born_on;born_on\n", 1, "born_on", "stands twice"),
        (b"reference;given_name;family_name;born_on\nP1;Jan;Jansen\n", 2, "row", "has 3 cells; the header has 4"),
        (b"reference;given_name;family_name;born_on\nP1;Jan;J\xe9rome;2000-01-01\n", 2, "family_name", "is no UTF-8"),
        (
            b'reference;given_name;family_name;born_on\nP1;"Jan;Jansen;2000-01-01\n',
            2,
            "row",
            "cannot be read on from here",
        ),
        (b"reference;given_name;family_name;born_on\nP1;" + b"J" * 30_000, 2, "row", "is longer than 20000 bytes"),
        (b"\x00" * 30_000, 1, "header", "is longer than 20000 bytes"),
    ],
)
def test_a_file_that_is_no_such_table_is_told_and_not_guessed_at(
    place: Here, content: bytes, line: int, field: str, reason: str
) -> None:
    status, told = place.run(people=content)
    assert status == 1
    assert (line, field) in [(a, b) for _file, a, b, why in reasons(told) if reason in why]


def test_a_mark_of_the_byte_order_a_comma_and_quotes_are_read(place: Here) -> None:
    people = '\ufeffreference,given_name,family_name,born_on\r\nP1,"An, ""An""",Dijk,1-2-1990\r\n'
    assert place.run(people=people)[0] == 0
    assert owner("SELECT given_name, born_on FROM people_client") == [('An, "An"', date(1990, 2, 1))]


def test_what_was_killed_before_the_cases_were_open_is_finished_by_asking_again(
    place: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = place.whole()

    def killed(*_arguments: object, **_named: object) -> int:
        raise ServerError("killed")

    with monkeypatch.context() as patch:
        patch.setattr("alliantie.imports.releasing.release", killed)
        words = [word for name, text in files.items() for word in (f"--{name}", str(place.file(name, text)))]
        asked = ["import", *words, "--organisation", place.world.organisation.name, "--team", "Team Noord"]
        assert cli.main(asked) == 1
    assert owner("SELECT count(*) FROM cases_case") == [(2,)]
    worker = place.world.worker()
    with acting(worker):
        assert not Case.objects.visible_to(worker).exists()
    place.capsys.readouterr()
    status, told = place.run(**files)
    assert (status, told["cases_reckoned"]) == (0, 2)
    with acting(worker):
        assert Case.objects.visible_to(worker).count() == 2


def test_the_application_reads_and_writes_none_of_the_numbers(place: Here) -> None:
    from django.db import connection, transaction
    from django.db.utils import ProgrammingError

    place.run(**place.whole())
    with acting(worker_actor(place.world.workers[0])):
        for statement in (
            "SELECT * FROM cases_import_reference",
            "DELETE FROM cases_import_reference",
            "UPDATE cases_import_reference SET reference = 'x'",
        ):
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--organisation", "Organisatie Test"], "Give at least one of"),
        (["--organisation", "Organisatie Test", "--cases", "x.csv"], "Give --team"),
        (["--organisation", "Niemand", "--people", "x.csv"], "no organisation named Niemand"),
        (["--organisation", "Organisatie Test", "--people", "x.csv", "--team", "Zuid"], "has no team Zuid"),
        (["--organisation", "Organisatie Test", "--people", "x.csv"], "x.csv cannot be read"),
    ],
)
def test_wrong_use_is_told_in_one_line(place: Here, words: list[str], said: str) -> None:
    assert cli.main(["import", *words]) == 1
    assert said in place.capsys.readouterr().err


def test_the_same_files_twice_at_once_come_in_once(place: Here) -> None:
    files = {name: place.file(name, text) for name, text in place.whole().items()}
    now = clock.now()
    where = place_of(place.world.organisation, place.world.team, now)

    def come_in() -> int:
        outcome = import_files(files, where, now=now)
        release(where, outcome.touched, now)
        return sum(counted.new for counted in outcome.counted.values())

    assert sorted(map(str, at_once(come_in, come_in))) == ["0", "8"]
    for table, rows in {"cases_case": 2, "access_grant": 4, "alliance_pair": 1, "money_creditor": 2}.items():
        assert counts()[table] == rows, table


def test_a_worker_who_left_the_team_gets_no_case(place: Here) -> None:
    owner("UPDATE people_membership SET ends_on = %s RETURNING 1", clock.today())
    status, told = place.run(**place.whole())
    assert status == 1
    assert {(field, reason) for _file, _line, field, reason in reasons(told)} == {
        ("worker", "is no login of a worker of this team")
    }
