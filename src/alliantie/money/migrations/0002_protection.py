"""Who may see and record the money of a case."""

from django.db import migrations

from alliantie.access.protect import function, history, policies

AREA = "area_id = (SELECT access.area())"
WORKER = "(SELECT access.kind()) = 'worker'"
# With an account; a code opens one round and no money.
CLIENT = "(SELECT access.kind()) = 'client'"
SEEN = "case_id = ANY ((SELECT access.cases())::uuid[])"
RECORD = "case_id = ANY ((SELECT access.cases_to_record())::uuid[])"
MADE = f"{RECORD} AND {AREA} AND recorded_by = (SELECT access.actor()) AND taken_back_at IS NULL"
# Of a debt of two, each of the two sees all of it.
OWN = f"({WORKER} OR {CLIENT} AND (SELECT access.actor()) = ANY (client_ids))"

FITS = function(
    "access.money_fits(of_case uuid, who uuid[], with_creditor uuid)",
    "boolean",
    """
BEGIN
  -- Some of the people of the case, each once, and a creditor that can be chosen there. Of another's case it says no.
  RETURN of_case = ANY (access.cases_to_record()) AND cardinality(who) > 0
     AND cardinality(who) = (SELECT count(*) FROM public.cases_participant p
                              WHERE p.case_id = of_case AND p.client_id = ANY (who))
     AND (with_creditor IS NULL OR EXISTS (
           SELECT 1 FROM public.money_creditor k WHERE k.id = with_creditor AND k.area_id = access.area()
              AND (k.case_id IS NULL OR k.case_id = of_case)));
END""",
)


def about_people(table: str, columns: str, creditor: str = "NULL") -> migrations.RunSQL:
    """A table whose rows name the people of the case they are about."""
    return policies(
        table,
        select=f"{SEEN} AND {OWN}",
        insert=f"{MADE} AND access.money_fits(case_id, client_ids, {creditor})",
        update=f"{RECORD} AND {AREA}",
        columns=columns,
    )


def below(table: str, parent: str, column: str) -> migrations.RunSQL:
    """A table whose rows are seen by whoever sees the row they belong to."""
    there = f"EXISTS (SELECT FROM public.{parent} o WHERE o.id = {table}.{column} AND o.case_id = {table}.case_id)"
    return policies(
        table,
        select=f"{SEEN} AND {there}",
        insert=f"{MADE} AND {there}",
        update=f"{RECORD} AND {AREA}",
        columns="taken_back_at",
    )


def owes(condition: str) -> str:
    """Whether a claim or an attachment that one sees, and of which this holds, names the creditor."""
    return " OR ".join(
        f"EXISTS (SELECT FROM public.{table} o WHERE o.creditor_id = money_creditor.id AND {condition})"
        for table in ("money_claim", "money_line")
    )


TABLES = ("creditor", "claim", "statement", "line", "figure", "paper", "deadline")


class Migration(migrations.Migration):
    dependencies = [("money", "0001_initial"), ("access", "0002_identity")]
    operations = [
        FITS,
        about_people("money_claim", "status, status_on, taken_back_at", "creditor_id"),
        about_people("money_line", "granted_on, ends_on, taken_back_at", "creditor_id"),
        about_people("money_paper", "in_on, reminded_on, taken_back_at"),
        about_people("money_deadline", "over_on, taken_back_at"),
        below("money_statement", "money_claim", "claim_id"),
        below("money_figure", "money_line", "line_id"),
        policies(
            "money_creditor",
            select=f"{AREA} AND ({WORKER} AND (case_id IS NULL OR {SEEN}) OR {CLIENT} AND ({owes('true')}))",
            insert=f"{AREA} AND {WORKER} AND recorded_by = (SELECT access.actor()) AND (case_id IS NULL OR {RECORD})",
            update=f"{AREA} AND {WORKER} AND ({owes('o.case_id = ANY ((SELECT access.cases_to_record())::uuid[])')})",
            columns="address, email",
        ),
        *[history(f"money_{table}") for table in TABLES],
    ]
