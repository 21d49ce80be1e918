"""The addresses of who leads a team, manages the practices of an organisation or guards its clients' privacy."""

from django.urls import path

from alliantie.insight.views import (
    caseload,
    evidence,
    figures,
    moves,
    outcomes,
    own_practices,
    own_texts,
    practices,
    privacy,
    privacy_emergency,
    questionnaires,
    stock,
    tables,
)

PRACTICE = "practices/<slug:practice_id>/<str:version>/"
DRAFT = "practices/<slug:practice_id>/draft"
QUESTIONNAIRE = "questionnaires/<slug:instrument_id>/<str:version>/"

urlpatterns = [
    path("figures", figures.team_figures, name="team-figures"),
    path("evidence", evidence.shown, name="evidence"),
    path("figures/own", caseload.own, name="own-figures"),
    path("figures/cases", stock.shown, name="stock"),
    path("figures/outcomes", outcomes.shown, name="outcomes"),
    path("figures/cases.csv", stock.as_file, name="stock-file"),
    path("practices", practices.practices, name="practices"),
    path("practices/check", practices.check, name="practice-check"),
    path("practices/new", own_texts.new, name="practice-new"),
    path(DRAFT, own_practices.draft, name="practice-draft"),
    path(f"{DRAFT}/book", own_practices.book, name="practice-draft-book"),
    path(f"{DRAFT}/rules/<slug:norm_id>", own_practices.rule, name="practice-draft-rule"),
    path(f"{DRAFT}/talks", own_practices.talk, name="practice-draft-talk-new"),
    path(f"{DRAFT}/talks/<slug:talk_id>", own_practices.talk, name="practice-draft-talk"),
    path(f"{DRAFT}/letters/<slug:letter_id>", own_practices.letter, name="practice-draft-letter"),
    path(f"{DRAFT}/text", own_texts.text, name="practice-draft-text"),
    path(f"{DRAFT}/adopt", own_practices.adopt, name="practice-draft-adopt"),
    path(f"{DRAFT}/discard", own_practices.discard, name="practice-draft-discard"),
    path("moves/<uuid:move_id>", moves.moving, name="practice-moving"),
    path("moves/<uuid:move_id>/start", moves.start, name="practice-moving-start"),
    path("moves/<uuid:move_id>/back", moves.back, name="practice-moving-back"),
    path(PRACTICE, practices.practice, name="practice"),
    path(f"{PRACTICE}copy", own_practices.copy, name="practice-copy"),
    path(f"{PRACTICE}move", moves.plan, name="practice-move"),
    path(f"{PRACTICE}compare", practices.compare, name="practice-compare"),
    path(f"{PRACTICE}release", practices.release, name="practice-release"),
    path(f"{PRACTICE}take-back", practices.take_back, name="practice-take-back"),
    path(f"{PRACTICE}tables", tables.tables, name="practice-tables"),
    path(f"{PRACTICE}tables/<slug:table_id>", tables.table, name="practice-table"),
    path(f"{PRACTICE}tables/<slug:table_id>/withdraw", tables.withdraw, name="practice-table-withdraw"),
    path("privacy", privacy.privacy, name="privacy"),
    path("privacy/log", privacy.log, name="privacy-log"),
    path("privacy/log/<uuid:search_id>", privacy.found, name="privacy-found"),
    path("privacy/log/<uuid:search_id>.csv", privacy.as_file, name="privacy-file"),
    path("privacy/settings", privacy.settings, name="privacy-settings"),
    path("privacy/emergencies/<uuid:emergency_id>", privacy_emergency.emergency, name="privacy-emergency"),
    path("privacy/alerts/<uuid:alert_id>", privacy.settle, name="privacy-settle"),
    path("questionnaires", questionnaires.questionnaires, name="questionnaires"),
    path("questionnaires/check", questionnaires.check, name="questionnaire-check"),
    path(QUESTIONNAIRE, questionnaires.questionnaire, name="questionnaire"),
    path(f"{QUESTIONNAIRE}compare", questionnaires.compare, name="questionnaire-compare"),
]
