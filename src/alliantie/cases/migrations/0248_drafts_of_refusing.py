"""What is typed of why something is not shared is kept too; and no draft of either is left behind in a closed case."""

from django.db import migrations, models

FORGET = """
CREATE FUNCTION secrets.forget_drafts_of_sharing() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = '' AS $function$
BEGIN
  DELETE FROM public.cases_talkdraft d WHERE d.case_id = NEW.id AND d.of <> 'talk';
  RETURN NULL;
END $function$;
REVOKE ALL ON FUNCTION secrets.forget_drafts_of_sharing() FROM PUBLIC;
CREATE TRIGGER cases_case_forget_drafts AFTER UPDATE ON public.cases_case FOR EACH ROW
  WHEN (NEW.closed_on IS NOT NULL AND OLD.closed_on IS NULL) EXECUTE FUNCTION secrets.forget_drafts_of_sharing();
-- Those that were left.
DELETE FROM public.cases_talkdraft d USING public.cases_case c
 WHERE c.id = d.case_id AND c.closed_on IS NOT NULL AND d.of <> 'talk';
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0247_drafts_of_sharing")]

    operations = [
        migrations.AlterField(
            model_name="talkdraft",
            name="of",
            field=models.CharField(
                choices=[("talk", "Talk"), ("sharing", "Sharing"), ("refusing", "Refusing")],
                default="talk",
                max_length=10,
            ),
        ),
        migrations.RunSQL(
            FORGET,
            "DROP TRIGGER cases_case_forget_drafts ON public.cases_case;"
            " DROP FUNCTION secrets.forget_drafts_of_sharing()",
        ),
    ]
