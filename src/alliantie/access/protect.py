"""SQL for migrations: row-level security and history for one table, written the same way everywhere."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

APP = "alliantie_app"
# The background's own role: it gets what a migration gives it by name, and nothing along with the application.
JOBS = "alliantie_jobs"


def policies(
    table: str,
    *,
    select: str | None = None,
    insert: str | None = None,
    update: str | None = None,
    delete: str | None = None,
    columns: str = "",
) -> migrations.RunSQL:
    """Switch row-level security on for `table` and give the application role exactly the rights that have a condition.

    `columns` limits UPDATE to those columns ("answers, picture"). Without a condition a right is not given at all.
    """
    forward: list[Any] = [f"ALTER TABLE public.{table} ENABLE ROW LEVEL SECURITY"]
    backward: list[Any] = []
    for verb, condition in (
        ("SELECT", select),
        ("INSERT", insert),
        ("UPDATE", update),
        ("DELETE", delete),
    ):
        if condition is None:
            continue
        name = f"{table}_{verb.lower()}"
        using = "" if verb == "INSERT" else f" USING ({condition})"
        check = f" WITH CHECK ({condition})" if verb in ("INSERT", "UPDATE") else ""
        only = f" ({columns})" if verb == "UPDATE" and columns else ""
        forward.append(f"CREATE POLICY {name} ON public.{table} FOR {verb} TO {APP}{using}{check}")
        forward.append(f"GRANT {verb}{only} ON public.{table} TO {APP}")
        backward.append(f"REVOKE {verb}{only} ON public.{table} FROM {APP}")
        backward.append(f"DROP POLICY {name} ON public.{table}")
    backward.append(f"ALTER TABLE public.{table} DISABLE ROW LEVEL SECURITY")
    return migrations.RunSQL(sql=forward, reverse_sql=backward)


def history(table: str) -> migrations.RunSQL:
    """Record every change of `table` in history.event, by a trigger the application cannot go around."""
    return migrations.RunSQL(
        sql=[
            f"CREATE TRIGGER {table}_history AFTER INSERT OR UPDATE OR DELETE ON public.{table}"
            " FOR EACH ROW EXECUTE FUNCTION history.record()"
        ],
        reverse_sql=[f"DROP TRIGGER {table}_history ON public.{table}"],
    )


def function(signature: str, returns: str, body: str, *, volatile: bool = False, to: str = APP) -> migrations.RunSQL:
    """A SECURITY DEFINER function with an empty search path that the application role may call, or only the role `to`.

    `signature` is "schema.name(arg type, ...)"; `body` is PL/pgSQL from DECLARE or BEGIN on.
    """
    name, arguments = signature.split("(", 1)
    types = ", ".join(part.split()[1] for part in arguments.rstrip(")").split(",") if part.strip())
    kind = "VOLATILE" if volatile else "STABLE"
    return migrations.RunSQL(
        sql=[
            f"CREATE FUNCTION {signature} RETURNS {returns} LANGUAGE plpgsql {kind}"
            f" SECURITY DEFINER SET search_path = '' AS $function$\n{body}\n$function$",
            f"REVOKE ALL ON FUNCTION {name}({types}) FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION {name}({types}) TO {to}",
        ],
        reverse_sql=[f"DROP FUNCTION {name}({types})"],
    )


def without_index(model: str, name: str, field: models.Field[Any, Any], index: str, columns: str) -> Any:
    """A foreign key without the index Django gives each: another begins with the same columns.

    By its name, because Django drops every index of that one column along, unique ones with a condition too. `index` is
    its name and `columns` what it stands on, as in "cases_plan (case_id)".
    """
    return migrations.SeparateDatabaseAndState(
        database_operations=[
            migrations.RunSQL(f"DROP INDEX public.{index}", f"CREATE INDEX {index} ON public.{columns}"),
        ],
        state_operations=[migrations.AlterField(model_name=model, name=name, field=field)],
    )
