"""A letter that was marked as sent and was not: it is signed again, and history keeps both."""

from django.db import migrations

from alliantie.access.protect import function

NOT_SENT = function(
    "access.letter_not_sent(of_letter uuid)",
    "boolean",
    """
DECLARE here public.cases_letter;
BEGIN
  SELECT * INTO here FROM public.cases_letter l WHERE l.id = of_letter FOR UPDATE;
  IF here.id IS NULL OR access.kind() <> 'worker' OR NOT here.case_id = ANY (access.cases_to_record())
  THEN RAISE EXCEPTION 'no letter of yours' USING ERRCODE = 'AL403'; END IF;
  IF here.state <> 'sent' THEN RETURN false; END IF;
  UPDATE public.cases_letter SET state = 'signed', sent_on = NULL, sent_by_id = NULL WHERE id = of_letter;
  RETURN true;
END""",
    volatile=True,
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0145_addressees")]
    operations = [NOT_SENT]
