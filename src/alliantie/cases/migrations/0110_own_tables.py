"""Tables by which an organisation sorts: each version a row that never changes, read by its own workers alone."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from alliantie.access.protect import function, history, policies

OWN = function(
    "access.own_organisation()",
    "uuid[]",
    """
BEGIN
  IF access.kind() IS DISTINCT FROM 'worker' THEN RETURN '{}'; END IF;
  RETURN (SELECT coalesce(array_agg(w.organisation_id), '{}') FROM public.people_worker w WHERE w.id = access.actor());
END""",
)

# The manager and the moment come from the proof; `seen` is the number of the version that was looked at.
# The same words twice are no other version, and where there is no table there is nothing to withdraw.
LOAD = function(
    "access.load_table(of_organisation uuid, of_practice text, of_table text, seen integer, words text,"
    " answers text, begins date, ends date)",
    "void",
    """
DECLARE last public.cases_table;
BEGIN
  IF NOT of_organisation = ANY (access.organisations_managed()) OR NOT EXISTS (
      SELECT FROM public.people_organisation o WHERE o.id = of_organisation AND of_practice = ANY (o.practices))
  THEN RAISE EXCEPTION 'no practice of yours' USING ERRCODE = 'AL403'; END IF;
  SELECT * INTO last FROM public.cases_table t
   WHERE t.organisation_id = of_organisation AND t.practice_id = of_practice AND t.table_id = of_table
   ORDER BY t.number DESC LIMIT 1;
  IF seen <> coalesce(last.number, 0) OR words = coalesce(last.content, '')
  THEN RAISE EXCEPTION 'another version than was seen' USING ERRCODE = 'AL409'; END IF;
  INSERT INTO public.cases_table (id, area_id, organisation_id, practice_id, table_id, number, content, owner,
    valid_from, valid_until, loaded_at, loaded_by_id)
  VALUES (gen_random_uuid(), access.area(), of_organisation, of_practice, of_table, seen + 1, words, answers,
          begins, ends, access.moment(), access.actor());
END""",
    volatile=True,
)

# As in 0060, with the table of the organisation by which was sorted; where no table says anything, nothing differs.
_SEND = "access.send_form(of_form uuid, seen integer, on_day date, leads_to text, choice text, why text{more})"
_SENDING = """
DECLARE here public.cases_form;
BEGIN
  SELECT * INTO here FROM public.cases_form f WHERE f.id = of_form FOR UPDATE;
  IF here.id IS NULL OR access.kind() <> 'worker' OR NOT here.case_id = ANY (access.cases_to_record())
  THEN RAISE EXCEPTION 'no form of yours' USING ERRCODE = 'AL403'; END IF;
  IF here.state <> 'draft' OR here.kept <> seen
  THEN RAISE EXCEPTION 'other answers than were seen' USING ERRCODE = 'AL409'; END IF;
  IF on_day > access.day() OR ({differs} AND btrim(why) = '')
  THEN RAISE EXCEPTION 'no day, or a choice without reason' USING ERRCODE = 'AL422'; END IF;{check}
  UPDATE public.cases_form
     SET state = 'sent', "on" = on_day, outcome = leads_to, chosen = choice, reason = why,{set}
         author_id = access.actor(), changed_at = access.moment(), sent_at = access.moment()
   WHERE id = of_form;
END"""
_CHECK = """
  IF by_table IS NOT NULL AND NOT EXISTS (
      SELECT FROM public.cases_table t JOIN public.cases_case c ON c.organisation_id = t.organisation_id
       WHERE t.id = by_table AND t.content <> '' AND c.id = here.case_id AND c.practice_id = t.practice_id)
  THEN RAISE EXCEPTION 'no table of this case' USING ERRCODE = 'AL403'; END IF;"""
_NEW = function(
    _SEND.format(more=", by_table uuid"),
    "void",
    _SENDING.format(differs="leads_to <> '' AND choice <> leads_to", check=_CHECK, set=" own_table_id = by_table,"),
    volatile=True,
)
_OLD = function(
    _SEND.format(more=""), "void", _SENDING.format(differs="choice <> leads_to", check="", set=""), volatile=True
)


def _to(model, *, null=False):
    return models.ForeignKey(null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model)


class Migration(migrations.Migration):
    dependencies = [("cases", "0102_undo"), ("people", "0004_leaders")]
    operations = [
        OWN,
        migrations.CreateModel(
            name="LoadedTable",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("practice_id", models.CharField(max_length=60)),
                ("table_id", models.CharField(max_length=60)),
                ("number", models.PositiveIntegerField()),
                ("content", models.TextField(blank=True)),
                ("owner", models.CharField(blank=True, max_length=200)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                ("loaded_at", models.DateTimeField()),
                ("area", _to("people.area")),
                ("loaded_by", _to("people.worker", null=True)),
                ("organisation", _to("people.organisation")),
            ],
            options={
                "db_table": "cases_table",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "practice_id", "table_id", "number"), name="table_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("content", ""), ("owner", ""), ("valid_until", None)),
                            models.Q(models.Q(("content", ""), _negated=True), models.Q(("owner", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="table_or_withdrawal",
                    ),
                ],
            },
        ),
        LOAD,
        policies("cases_table", select="organisation_id = ANY ((SELECT access.own_organisation())::uuid[])"),
        history("cases_table"),
        migrations.AddField("filledform", "own_table", _to("cases.loadedtable", null=True)),
        migrations.RemoveConstraint("filledform", "form_choice_has_reason"),
        migrations.AddConstraint(
            "filledform",
            models.CheckConstraint(
                condition=models.Q(
                    ("chosen", models.F("outcome")),
                    ("outcome", ""),
                    models.Q(models.Q(("chosen", ""), _negated=True), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="form_choice_has_reason",
            ),
        ),
        migrations.RunSQL(sql=_OLD.reverse_sql or [], reverse_sql=_OLD.sql),
        _NEW,
    ]
