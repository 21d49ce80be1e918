"""The addresses of the worker's pages."""

from django.urls import path

from alliantie.worklist.views import (
    calendar,
    case_page,
    changes,
    decisions,
    happening,
    missed,
    new_case,
    planning,
    recording,
    start,
)

CASE = "cases/<uuid:case_id>/"

urlpatterns = [
    path("", start.start, name="start"),
    path("search", start.search, name="search"),
    path("cases/export", start.export, name="cases-export"),
    path("account/calendar", calendar.calendar, name="calendar"),
    path("account/calendar/revoke", calendar.revoke, name="calendar-revoke"),
    path("calendar/<slug:secret>.ics", calendar.file, name="calendar-file"),
    path("cases/new", new_case.new, name="case-new"),
    path(CASE, case_page.case, name="case"),
    path(f"{CASE}timeline", case_page.timeline, name="case-timeline"),
    path(f"{CASE}rules", case_page.rules, name="case-rules"),
    path(f"{CASE}talk", recording.talk, name="case-talk"),
    path(f"{CASE}plan", planning.plan, name="case-plan"),
    path(f"{CASE}talks/<uuid:appointment_id>", planning.move, name="case-appointment"),
    path(f"{CASE}talks/<uuid:appointment_id>/cancel", planning.cancel, name="case-appointment-cancel"),
    path(f"{CASE}talks/<uuid:appointment_id>/put-away", planning.put_away, name="case-appointment-put-away"),
    path(f"{CASE}happening", happening.choose, name="case-happening"),
    path(f"{CASE}happening/<slug:kind>", happening.record, name="case-happened"),
    path(f"{CASE}decisions", decisions.decisions, name="case-decisions"),
    path(f"{CASE}decisions/<slug:decision_id>", decisions.decision, name="case-decision"),
    path(f"{CASE}duties/<uuid:duty_id>", decisions.otherwise, name="case-otherwise"),
    path(f"{CASE}talks/<uuid:appointment_id>/held", missed.held, name="case-appointment-held"),
    path(f"{CASE}talks/<uuid:appointment_id>/missed", missed.missed, name="case-appointment-missed"),
    path(f"{CASE}talks/<uuid:appointment_id>/came", missed.came, name="case-appointment-came"),
    path(f"{CASE}take-back", recording.take_back, name="case-take-back"),
    path(f"{CASE}put-back", recording.put_back, name="case-put-back"),
    path(f"{CASE}frame/<uuid:client_id>", recording.frame, name="case-frame"),
    path(f"{CASE}measure", recording.measure, name="case-measure"),
    path(f"{CASE}hand-over", changes.hand_over, name="case-hand-over"),
    path(f"{CASE}along", changes.along, name="case-along"),
    path(f"{CASE}along/<uuid:worker_id>/end", changes.end_along, name="case-along-end"),
    path(f"{CASE}cover", changes.cover, name="case-cover"),
    path(f"{CASE}cover/<uuid:grant_id>/end", changes.stop_cover, name="case-cover-end"),
]
