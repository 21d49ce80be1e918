"""Background work has a database role of its own, with what its jobs need (docs/decisions/0049-a-role-for-jobs.md).

What only jobs call is taken from the application. The role reads no table but those that an own copy is made of, and
there as the client who asked for it: `access.claim()` believes nobody else's claim from it, whoever has the secret.
"""

from django.db import migrations

from alliantie.access.protect import APP, JOBS, function

# What jobs call and nobody else.
ONLY_JOBS = (
    # Sealing the logs, letting lines expire, and forgetting what was about something erased.
    *("access.add_seal", "access.forgotten", "access.last_seal", "access.log_mark", "access.mark_is_over"),
    *("access.seal_began", "access.to_expire", "access.to_forget", "access.to_seal"),
    # What is due in cases, and moves to another version, as far as nobody waits for them.
    *("access.cases_to_reckon", "access.moves_to_do"),
    # Figures, sums, and what is exported for research.
    *("access.count_stock", "access.keep_outcomes", "access.keep_rounds", "access.keep_stock", "access.keep_waiting"),
    *("alliance.add_endings", "alliance.add_retests", "alliance.add_sums"),
    *("alliance.waiting_endings", "alliance.waiting_retests", "alliance.waiting_sums"),
    *("alliance.drop_research", "alliance.keep_research", "alliance.research_to_make"),
    *("alliance.research_endings", "alliance.research_rounds", "alliance.research_rows"),
    # Reminders.
    *("alliance.give_back_reminder", "alliance.give_back_talk_reminder", "alliance.practices_of"),
    *("alliance.take_reminder", "alliance.take_talk_reminder"),
    # Keeping and deleting.
    *("access.end_numbers_on_hold", "access.erase_item", "access.erasing_to_do", "access.list_due"),
    *("access.tidy_kept", "access.tidy_matching"),
    # Copies that clients asked for, and alerts on unusual reading.
    *("access.copies_to_make", "access.drop_copies", "access.watch_readings"),
)
# What jobs call and the application as well: what is due is reckoned when a fact changes, a move begins while somebody
# waits for it, and the demo tells the course of a case in one transaction.
ALSO_JOBS = (
    *("access.timelines", "access.keep_duties", "access.own_practice", "access.practices_in_use"),
    *("access.keep_looked", "access.move_batch", "access.move_cases", "access.names_used"),
    *("alliance.planned_due", "alliance.tend_rounds"),
    # Who acts, and when.
    *("access.actor", "access.area", "access.claim", "access.day", "access.kind", "access.moment"),
    # What an own copy asks as its client, and what the policies of the tables that it reads ask.
    *("access.keep_copy", "access.own_acknowledgements", "access.own_network", "access.may_read_account"),
    *("access.cases", "access.clients", "access.measure_until", "access.pairs_to_read"),
    *("access.emergencies_kept", "access.organisations_guarded", "access.organisations_kept", "access.sharings_kept"),
)
# Which terms organisations set; all others are read for an own copy, as its client.
READ = (
    "keeping_term",
    *("access_emergency", "access_reading", "access_sectiongrant", "alliance_pair", "cases_absence", "cases_account"),
    "cases_agreement",
    *("cases_appointment", "cases_case", "cases_clientrequest", "cases_condition", "cases_contradiction"),
    *("cases_explanation", "cases_fact", "cases_incident", "cases_letter", "cases_measure", "cases_participant"),
    *("cases_partner", "cases_plan", "cases_planevaluation", "cases_planvoice", "cases_representation"),
    *("cases_representative", "cases_response", "cases_sharedpart", "cases_sharing", "cases_viewofcause"),
    *("keeping_hold", "money_claim", "money_creditor", "money_deadline", "money_figure", "money_line", "money_paper"),
    *("money_statement", "people_citizennumber", "people_client", "people_organisation", "people_team"),
    "people_worker",
)

GIVE = """
DO $$
DECLARE
  named text[] := ARRAY[{names}];
  each record;
  found text[] := '{{}}';
BEGIN
  FOR each IN SELECT p.oid::regprocedure AS it, n.nspname || '.' || p.proname AS name
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname || '.' || p.proname = ANY (named) LOOP
    {give}
    found := found || each.name;
  END LOOP;
  IF NOT named <@ found THEN RAISE EXCEPTION 'functions that are not there: %', array_to_string(ARRAY(
    SELECT unnest(named) EXCEPT SELECT unnest(found)), ', '); END IF;
END $$
"""
TO_JOBS = f"EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO {JOBS}', each.it);"
FROM_JOBS = f"EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM {JOBS}', each.it);"
FROM_APP = f"EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM {APP}', each.it);"
TO_APP = f"EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO {APP}', each.it);"


def named(functions: tuple[str, ...], *give: str) -> str:
    """Do this with each of these functions. Fails where one is not there."""
    return GIVE.format(names=", ".join(f"'{each}'" for each in functions), give=" ".join(give))


def queue(verb: str, to: str, role: str, rights: str) -> str:
    """Rights on the tables of the queue: its rows hold numbers only."""
    return f"""
DO $$
DECLARE found record;
BEGIN
  FOR found IN SELECT relname, relkind FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relname LIKE 'procrastinate%' LOOP
    IF found.relkind IN ('r', 'p') THEN
      EXECUTE format('{verb} {rights} ON public.%I {to} {role}', found.relname);
    ELSIF found.relkind = 'S' THEN
      EXECUTE format('{verb} USAGE, SELECT ON SEQUENCE public.%I {to} {role}', found.relname);
    END IF;
  END LOOP;
END $$
"""


CLAIM = """
CREATE OR REPLACE FUNCTION access.claim() RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $function$
DECLARE
  claim text := NULLIF(current_setting('alliantie.claim', true), '');
  proof text := NULLIF(current_setting('alliantie.proof', true), '');
  pads secrets.identity;
BEGIN
  IF claim IS NULL OR proof IS NULL THEN RETURN NULL; END IF;
  SELECT * INTO pads FROM secrets.identity;
  IF pads.inner_pad IS NULL THEN RETURN NULL; END IF;
  IF encode(sha256(pads.outer_pad || sha256(pads.inner_pad
       || convert_to(claim || ':' || pg_backend_pid(), 'UTF8'))), 'hex') <> proof THEN
    RETURN NULL;
  END IF;
  -- A proof serves a transaction that began before it or within a minute after: it cannot be kept for later.
  IF extract(epoch FROM transaction_timestamp()) > split_part(claim, ':', 7)::numeric + 60 THEN
    RETURN NULL;
  END IF;
  {limit}
  RETURN claim;
END $function$
"""
LIMIT = f"""
  -- The background is nobody else, but the client who asked for a copy, as long as it is being made.
  IF session_user = '{JOBS}' AND split_part(claim, ':', 1) <> 'job' AND NOT (split_part(claim, ':', 1) = 'client'
     AND EXISTS (SELECT FROM public.cases_owncopy c WHERE c.made_at IS NULL
       AND c.client_id::text = split_part(claim, ':', 2))) THEN
    RETURN NULL;
  END IF;"""

BEFORE = function(
    "access.tidy_visits()",
    "integer",
    """
DECLARE removed integer;
BEGIN
  IF access.kind() IS DISTINCT FROM 'door' THEN RAISE EXCEPTION 'the door tidies' USING ERRCODE = 'AL403'; END IF;
  DELETE FROM public.access_visit v WHERE NOT EXISTS (SELECT FROM public.access_session s WHERE s.visit_id = v.id);
  GET DIAGNOSTICS removed = ROW_COUNT;
  RETURN removed;
END""",
    volatile=True,
)
# Sessions and counters were the door's to tidy, which sees all of them; the background only takes away what ended.
TIDY = [
    function(
        "access.tidy_sessions()",
        "integer",
        """
DECLARE removed integer;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  DELETE FROM public.access_session WHERE expire_date < access.moment() - interval '1 day';
  GET DIAGNOSTICS removed = ROW_COUNT;
  DELETE FROM public.access_visit v WHERE NOT EXISTS (SELECT FROM public.access_session s WHERE s.visit_id = v.id);
  RETURN removed;
END""",
        volatile=True,
        to=JOBS,
    ),
    function(
        "access.tidy_counters()",
        "integer",
        """
DECLARE removed integer;
BEGIN
  IF access.kind() IS DISTINCT FROM 'job' THEN RAISE EXCEPTION 'not yours' USING ERRCODE = 'AL403'; END IF;
  DELETE FROM public.access_counter WHERE ends_at <= clock_timestamp();
  GET DIAGNOSTICS removed = ROW_COUNT;
  RETURN removed;
END""",
        volatile=True,
        to=JOBS,
    ),
    migrations.RunSQL(sql="DROP FUNCTION access.tidy_visits()", reverse_sql=BEFORE.sql),
]

TABLES = [
    migrations.RunSQL(
        sql=[
            f"GRANT SELECT ON public.{table} TO {JOBS}",
            f"ALTER POLICY {table}_select ON public.{table} TO {APP}, {JOBS}",
        ],
        reverse_sql=[
            f"ALTER POLICY {table}_select ON public.{table} TO {APP}",
            f"REVOKE SELECT ON public.{table} FROM {JOBS}",
        ],
    )
    for table in READ
]


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0027_sections_of_what_stands"),
        ("alliance", "0054_never_counted_back"),
        ("cases", "0248_drafts_of_refusing"),
        ("keeping", "0012_held_is_not_told"),
        ("money", "0003_deadlines_in_timelines"),
        ("people", "0012_numbers_as_seen"),
    ]
    operations = [
        migrations.RunSQL(
            sql=[f"GRANT USAGE ON SCHEMA public, access, alliance TO {JOBS}"],
            reverse_sql=[f"REVOKE USAGE ON SCHEMA public, access, alliance FROM {JOBS}"],
        ),
        migrations.RunSQL(sql=named(ONLY_JOBS, FROM_APP, TO_JOBS), reverse_sql=named(ONLY_JOBS, FROM_JOBS, TO_APP)),
        migrations.RunSQL(sql=named(ALSO_JOBS, TO_JOBS), reverse_sql=named(ALSO_JOBS, FROM_JOBS)),
        *TIDY,
        *TABLES,
        migrations.RunSQL(
            sql=[
                queue("GRANT", "TO", JOBS, "SELECT, INSERT, UPDATE, DELETE"),
                # The page of numbers reads how much waits; the application begins no job.
                queue("REVOKE", "FROM", APP, "INSERT, UPDATE, DELETE"),
            ],
            reverse_sql=[
                queue("GRANT", "TO", APP, "INSERT, UPDATE, DELETE"),
                queue("REVOKE", "FROM", JOBS, "SELECT, INSERT, UPDATE, DELETE"),
            ],
        ),
        # Whose claim is believed follows from it, so what is held of who that is goes with each change of it.
        migrations.RunSQL(
            sql="CREATE TRIGGER cases_owncopy_drop_held AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON cases_owncopy"
            " FOR EACH STATEMENT EXECUTE FUNCTION secrets.drop_held()",
            reverse_sql="DROP TRIGGER cases_owncopy_drop_held ON cases_owncopy",
        ),
        migrations.RunSQL(sql=CLAIM.replace("{limit}", LIMIT), reverse_sql=CLAIM.replace("{limit}", "")),
    ]
