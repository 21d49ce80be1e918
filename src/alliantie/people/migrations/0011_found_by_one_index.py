"""A team and an organisation are found by their number, or by name: which area they are of tells nothing more.

The indexes of area alone find all there is, and PostgreSQL took them for short where a table is small.
"""

from django.db import migrations, models

from alliantie.access.protect import without_index

FIELDS = (
    ("organisation", "area", "people.area", "people_organisation_area_id_149e5128"),
    ("team", "area", "people.area", "people_team_area_id_a14a1fcf"),
    ("team", "organisation", "people.organisation", "people_team_organisation_id_bd97b625"),
)


class Migration(migrations.Migration):
    dependencies = [("people", "0010_numbers_counted")]

    operations = [
        without_index(
            model,
            name,
            models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to=to),
            index,
            f"people_{model} ({name}_id)",
        )
        for model, name, to, index in FIELDS
    ]
