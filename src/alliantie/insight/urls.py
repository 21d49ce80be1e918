"""The addresses of who leads a team or manages the practices of an organisation."""

from django.urls import path

from alliantie.insight.views import figures, practices, questionnaires, tables

PRACTICE = "practices/<slug:practice_id>/<str:version>/"
QUESTIONNAIRE = "questionnaires/<slug:instrument_id>/<str:version>/"

urlpatterns = [
    path("figures", figures.team_figures, name="team-figures"),
    path("practices", practices.practices, name="practices"),
    path("practices/check", practices.check, name="practice-check"),
    path(PRACTICE, practices.practice, name="practice"),
    path(f"{PRACTICE}compare", practices.compare, name="practice-compare"),
    path(f"{PRACTICE}release", practices.release, name="practice-release"),
    path(f"{PRACTICE}take-back", practices.take_back, name="practice-take-back"),
    path(f"{PRACTICE}tables", tables.tables, name="practice-tables"),
    path(f"{PRACTICE}tables/<slug:table_id>", tables.table, name="practice-table"),
    path(f"{PRACTICE}tables/<slug:table_id>/withdraw", tables.withdraw, name="practice-table-withdraw"),
    path("questionnaires", questionnaires.questionnaires, name="questionnaires"),
    path("questionnaires/check", questionnaires.check, name="questionnaire-check"),
    path(QUESTIONNAIRE, questionnaires.questionnaire, name="questionnaire"),
    path(f"{QUESTIONNAIRE}compare", questionnaires.compare, name="questionnaire-compare"),
]
