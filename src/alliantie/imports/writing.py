"""From the staging tables to those of use, a statement for each table. Triggers write history row by row as always."""

from __future__ import annotations

from typing import Any

# In an order in which each row comes after those it points to.
_WRITE = (
    """
INSERT INTO people_client
  (id, area_id, given_name, family_name, born_on, sort_key, trigrams, language, easy_form)
SELECT target, %(area)s, given_name, family_name, born_on, sort_key, trigrams, coalesce(language, 'nl'),
       coalesce(easy_form, false)
  FROM staged_people WHERE NOT old""",
    """
INSERT INTO people_citizennumber (id, area_id, organisation_id, client_id, kind, found_by, sealed, kept_at)
SELECT uuidv7(), %(area)s, %(organisation)s, target, number_kind, number_hash, number_sealed, %(now)s
  FROM staged_people WHERE NOT old AND number_hash IS NOT NULL""",
    """
INSERT INTO cases_case
  (id, area_id, organisation_id, team_id, worker_id, practice_id, practice_version, practice_hash, title, title_key,
   opened_on, closed_on)
SELECT s.target, %(area)s, %(organisation)s, %(team)s, s.worker_id, s.practice, s.version, s.practice_hash,
       left(named.title, 160), left(named.key, 160), s.opened_on, s.closed_on
  FROM staged_cases s CROSS JOIN LATERAL (
       SELECT string_agg(c.given_name || ' ' || c.family_name, ' · ' ORDER BY p.reference) AS title,
              string_agg(btrim(split_part(c.sort_key, ', ', 2) || ' ' || split_part(c.sort_key, ', ', 1)), ' '
                         ORDER BY p.reference) AS key
         FROM staged_part p JOIN people_client c ON c.id = p.client_id WHERE p.case_id = s.target) named
 WHERE NOT s.old""",
    """
INSERT INTO cases_participant (id, area_id, case_id, client_id, role)
SELECT uuidv7(), %(area)s, case_id, client_id, role FROM staged_part WHERE line IS NOT NULL""",
    """
INSERT INTO cases_measure (id, area_id, case_id, measure_id, starts_on, until, ends_on)
SELECT uuidv7(), %(area)s, s.target, split_part(said, ':', 1), split_part(said, ':', 2)::date,
       nullif(split_part(said, ':', 3), '')::date, s.closed_on
  FROM staged_cases s CROSS JOIN LATERAL string_to_table(s.measures, '|') said WHERE NOT s.old""",
    """
INSERT INTO cases_fact (id, area_id, case_id, kind, talk_id, "on", recorded_by, recorded_at, void)
SELECT uuidv7(), %(area)s, s.target, said.kind, '', said.day, s.worker_id, %(now)s, false
  FROM staged_cases s
 CROSS JOIN LATERAL (VALUES ('case_opened', s.opened_on), ('case_closed', s.closed_on)) said (kind, day)
 WHERE NOT s.old AND said.day IS NOT NULL""",
    # Why a measure lasts longer than its source names.
    """
INSERT INTO cases_fact (id, area_id, case_id, kind, talk_id, "on", values, text, recorded_by, recorded_at, void)
SELECT uuidv7(), %(area)s, s.target, 'norm_deviated', '', split_part(said, ':', 2)::date,
       jsonb_build_object('norm', split_part(said, ':', 1), 'until', split_part(said, ':', 3)), s.why_longer,
       s.worker_id, %(now)s, false
  FROM staged_cases s CROSS JOIN LATERAL string_to_table(s.longer, '|') said WHERE NOT s.old""",
    # One fact for each who was there, as a talk recorded here makes; of several, what they have in common.
    """
INSERT INTO cases_fact
  (id, area_id, case_id, client_id, kind, talk_id, "on", at, values, together, others, recorded_by, recorded_at, void)
SELECT CASE WHEN there.number > 1 THEN uuidv7() ELSE s.target END, %(area)s, k.case_id, there.client_id,
       'contact', s.talk, s.date, s.time,
       jsonb_strip_nulls(jsonb_build_object('mode', s.mode, 'minutes', s.minutes)),
       CASE WHEN there.number > 1 THEN s.target END, 'other' = ANY (string_to_array(s.present, '|')) IS TRUE,
       k.worker_id, %(now)s, false
  FROM staged_contacts s JOIN staged_case k ON k.reference = s."case"
 CROSS JOIN LATERAL (
       SELECT p.client_id, count(*) OVER () AS number FROM staged_part p
        WHERE p.case_id = k.case_id AND (s.present IS NULL OR p.reference = ANY (string_to_array(s.present, '|')))
       ) there
 WHERE NOT s.old""",
    # Somebody's brother is nobody else's creditor.
    """
INSERT INTO money_creditor (id, area_id, case_id, name, name_key, address, email, recorded_by, recorded_at)
SELECT uuidv7(), %(area)s, case_id, min(creditor), creditor_key, '', '', (min(worker_id::text))::uuid, %(now)s
  FROM (SELECT s.creditor, s.creditor_key, CASE WHEN s.kind = 'personal' THEN k.case_id END AS case_id, k.worker_id
          FROM staged_claims s JOIN staged_case k ON k.reference = s."case" WHERE NOT s.old) s
 GROUP BY creditor_key, case_id
ON CONFLICT DO NOTHING""",
    """
INSERT INTO money_claim
  (id, area_id, case_id, client_ids, creditor_id, kind, reference, since, status, status_on, recorded_by, recorded_at)
SELECT s.target, %(area)s, k.case_id, there.ids, r.id, s.kind, coalesce(s.their_reference, ''), s.since, 'known',
       s.since, k.worker_id, %(now)s
  FROM staged_claims s JOIN staged_case k ON k.reference = s."case"
  JOIN money_creditor r ON r.area_id = %(area)s AND r.name_key = s.creditor_key
   AND r.case_id IS NOT DISTINCT FROM CASE WHEN s.kind = 'personal' THEN k.case_id END
 CROSS JOIN LATERAL (
       SELECT array_agg(p.client_id ORDER BY p.client_id) AS ids FROM staged_part p
        WHERE p.case_id = k.case_id AND (s.people IS NULL OR p.reference = ANY (string_to_array(s.people, '|')))
       ) there
 WHERE NOT s.old""",
    """
INSERT INTO money_statement
  (id, area_id, case_id, claim_id, since, by, answer, amount, document, documented_on, recorded_by,
   recorded_at)
SELECT uuidv7(), %(area)s, k.case_id, s.target, s.since, 'client',
       CASE WHEN s.amount IS NULL THEN 'unknown' ELSE 'amount' END, s.amount, coalesce(s.document, ''),
       s.documented_on, k.worker_id, %(now)s
  FROM staged_claims s JOIN staged_case k ON k.reference = s."case" WHERE NOT s.old""",
)
_READY = ("CREATE INDEX ON staged_part (case_id)", "CREATE INDEX ON staged_case (reference)")


def write(cursor: Any, **values: Any) -> None:
    """Write all that is staged and new. `values` are area, organisation, team and now. Raises IntegrityError."""
    for statement in _READY:
        cursor.execute(statement)
    for statement in _WRITE:
        cursor.execute(statement, values)


def touched(cursor: Any) -> list[Any]:
    """The cases something came into, new or not, whose duties have to be reckoned; also after a crash."""
    cursor.execute(
        "SELECT DISTINCT k.case_id FROM staged_case k WHERE EXISTS"
        ' (SELECT FROM staged_contacts s WHERE s."case" = k.reference AND NOT s.old)'
    )
    found = [case_id for (case_id,) in cursor.fetchall()]
    cursor.execute("DELETE FROM cases_reckoning WHERE case_id = ANY (%s)", [found])
    return found
