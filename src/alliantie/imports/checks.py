"""What rows have to say of each other and of what is there already, each checked for all rows at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from alliantie.imports.sheets import Place, Sheet

_KNOWN = """
UPDATE {table} s SET old = true, target = r.target FROM cases_import_reference r
 WHERE r.organisation_id = %(organisation)s AND r.kind = %(kind)s AND r.reference = s.reference"""

_DIFFERS = """
INSERT INTO staged_problem
SELECT %(file)s, s.line, 'reference', 'differs from what was imported before; it was not overwritten', false
  FROM {table} s JOIN cases_import_reference r
    ON r.organisation_id = %(organisation)s AND r.kind = %(kind)s AND r.reference = s.reference
 WHERE s.old AND r.digest <> s.digest"""

_TWICE = """
INSERT INTO staged_problem
SELECT %(file)s, line, 'reference', 'stands on line ' || earlier || ' already'
  FROM (SELECT line, first_value(line) OVER (PARTITION BY reference ORDER BY line) AS earlier FROM {table}) s
 WHERE line <> earlier"""

_REFER = """
INSERT INTO cases_import_reference (id, area_id, organisation_id, kind, reference, target, digest)
SELECT DISTINCT ON (reference) uuidv7(), %(area)s, %(organisation)s, %(kind)s, reference, target, digest
  FROM {table} WHERE NOT old ORDER BY reference, line"""

# The cases and their people that rows can name: those that came in before, and those of this file.
_HERE = (
    """
CREATE TEMP TABLE staged_case ON COMMIT DROP AS
SELECT r.reference, c.id AS case_id, c.practice_id::text, c.practice_version::text, c.worker_id, NULL::integer AS line
  FROM cases_import_reference r JOIN cases_case c ON c.id = r.target
 WHERE r.organisation_id = %(organisation)s AND r.kind = 'case'
 UNION ALL
SELECT reference, target, practice, version, worker_id, line FROM staged_cases WHERE NOT old""",
    """
CREATE TEMP TABLE staged_part ON COMMIT DROP AS
SELECT k.case_id, r.reference, p.client_id, NULL::text AS role, NULL::integer AS line
  FROM staged_case k JOIN cases_participant p ON p.case_id = k.case_id
  LEFT JOIN cases_import_reference r
    ON r.organisation_id = %(organisation)s AND r.kind = 'person' AND r.target = p.client_id
 WHERE k.line IS NULL
 UNION ALL
SELECT s.target, split_part(said, ':', 1), r.target, split_part(said, ':', 2), s.line
  FROM staged_cases s CROSS JOIN LATERAL string_to_table(s.people, '|') said
  LEFT JOIN cases_import_reference r ON r.organisation_id = %(organisation)s AND r.kind = 'person'
       AND r.reference = split_part(said, ':', 1)
 WHERE NOT s.old""",
    "ANALYZE staged_case",
    "ANALYZE staged_part",
)

_NO_CASE = """
INSERT INTO staged_problem
SELECT %(file)s, s.line, 'case', 'names ' || s."case" || ', which is in no file and was not imported before'
  FROM {table} s LEFT JOIN staged_case k ON k.reference = s."case"
 WHERE NOT s.old AND s."case" IS NOT NULL AND k.case_id IS NULL"""

_NO_PART = """
INSERT INTO staged_problem
SELECT %(file)s, s.line, '{column}', 'names ' || who || ', who takes no part in case ' || s."case"
  FROM {{table}} s JOIN staged_case k ON k.reference = s."case" CROSS JOIN LATERAL string_to_table(s.{column}, '|') who
  LEFT JOIN staged_part p ON p.case_id = k.case_id AND p.reference = who
 WHERE NOT s.old AND p.client_id IS NULL AND who <> '{other}'"""

_CHECKS: Mapping[str, tuple[str, ...]] = {
    "person": (
        """
INSERT INTO staged_problem
SELECT %(file)s, s.line, 'family_name', 'is by name and birth date somebody who is here already', false
  FROM {table} s JOIN people_client c
    ON c.area_id = %(area)s AND c.born_on = s.born_on AND c.sort_key = s.sort_key
 WHERE NOT s.old AND EXISTS (SELECT FROM cases_participant p JOIN cases_case k ON k.id = p.case_id
                              WHERE p.client_id = c.id AND k.organisation_id = %(organisation)s)""",
        """
INSERT INTO staged_problem
SELECT %(file)s, line, 'family_name', 'has the name and birth date of line ' || earlier, false
  FROM (SELECT line, old, first_value(line) OVER (PARTITION BY sort_key, born_on ORDER BY line) AS earlier
          FROM {table} WHERE sort_key <> ', ' AND born_on IS NOT NULL) s
 WHERE NOT old AND line <> earlier""",
        # As where somebody types one: of a file and a worker at once the second finds it taken.
        """
SELECT pg_advisory_xact_lock(hashtextextended('number:' || %(organisation)s::text, 0))
 WHERE EXISTS (SELECT FROM {table} WHERE NOT old AND number_hash IS NOT NULL)""",
        """
INSERT INTO staged_problem
SELECT %(file)s, s.line, 'citizen_number', 'is somebody else''s who is here already'
  FROM {table} s JOIN people_citizennumber n
    ON n.organisation_id = %(organisation)s AND n.found_by = s.number_hash WHERE NOT s.old""",
        """
INSERT INTO staged_problem
SELECT %(file)s, line, 'citizen_number', 'stands on line ' || earlier || ' already'
  FROM (SELECT line, old, first_value(line) OVER (PARTITION BY number_hash ORDER BY old DESC, line) AS earlier
          FROM {table} WHERE number_hash IS NOT NULL) s
 WHERE NOT old AND line <> earlier""",
    ),
    "case": (
        """
INSERT INTO staged_problem
SELECT %(file)s, p.line, 'people', 'names ' || p.reference || ', who is in no file and was not imported before'
  FROM staged_part p WHERE p.line IS NOT NULL AND p.client_id IS NULL""",
    ),
    "contact": (
        _NO_CASE,
        _NO_PART.format(column="present", other="other"),
        """
INSERT INTO staged_problem
SELECT %(file)s, s.line, 'talk', 'is no talk of ' || k.practice_id || ' ' || k.practice_version
  FROM {table} s JOIN staged_case k ON k.reference = s."case"
  LEFT JOIN staged_practice v
    ON v.practice_id = k.practice_id AND v.version = k.practice_version AND v.talk_id = s.talk
 WHERE NOT s.old AND s.talk IS NOT NULL AND k.practice_version IS NOT NULL AND v.talk_id IS NULL""",
    ),
    "claim": (
        _NO_CASE,
        _NO_PART.format(column="people", other=""),
        """
INSERT INTO staged_problem
SELECT %(file)s, s.line, 'case', 'is a case of ' || k.practice_id || ', which keeps no money'
  FROM {table} s JOIN staged_case k ON k.reference = s."case"
 WHERE NOT s.old AND k.practice_version IS NOT NULL
   AND NOT EXISTS (SELECT FROM staged_practice v WHERE v.money AND v.practice_id = k.practice_id
                      AND v.version = k.practice_version)""",
    ),
}


def check(cursor: Any, files: Mapping[str, Path], sheets: Mapping[str, Sheet], place: Place) -> None:
    """Tell every row that does not fit with the others or with what is there; give new rows their number here.

    What differs from an earlier import, and who looks like somebody, is told as worth knowing.
    """
    given = [(sheets[name], path) for name, path in files.items()]
    for sheet, path in given:
        for statement in (_TWICE, _KNOWN, _DIFFERS, _REFER):
            _run(cursor, statement, sheet, path, place)
    cursor.execute("ANALYZE cases_import_reference")
    for statement in _HERE:
        cursor.execute(statement, {"organisation": place.organisation_id})
    for sheet, path in given:
        for statement in _CHECKS[sheet.kind]:
            _run(cursor, statement, sheet, path, place)


def _run(cursor: Any, statement: str, sheet: Sheet, path: Path, place: Place) -> None:
    values = {"file": str(path), "kind": sheet.kind, "organisation": place.organisation_id, "area": place.area_id}
    cursor.execute(statement.format(table=f"staged_{sheet.name}"), values)
