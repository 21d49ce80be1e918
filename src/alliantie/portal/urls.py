"""The addresses of the client's own pages."""

from django.urls import path

from alliantie.portal import letters, network, own_copy, own_file, own_work, requests, views

urlpatterns = [
    path("home", views.home, name="home"),
    path("home/frame", views.frame, name="my-frame"),
    path("home/money", views.money, name="my-money"),
    path("home/reminder", views.reminder, name="my-reminder"),
    path("home/talks/<uuid:appointment_id>/cancel", views.cannot_come, name="my-talk-cancel"),
    path("home/incidents", views.incidents, name="my-incidents"),
    path("home/incidents/<uuid:incident_id>", views.against, name="my-incident-against"),
    path("home/incidents/<uuid:incident_id>/readers", views.readers, name="my-incident-readers"),
    path("home/other-worker", views.other_worker, name="other-worker"),
    path("home/complaint", views.complaint, name="complaint"),
    path("home/agreements/<uuid:agreement_id>", own_work.agreement, name="my-agreement"),
    path("home/written", own_work.written, name="my-written"),
    path("home/plan", own_work.plan, name="my-plan"),
    path("home/plan/<uuid:plan_id>/voice", own_work.plan_voice, name="my-plan-voice"),
    path("home/network", network.network, name="my-network"),
    path("home/network/<uuid:case_id>/new", network.new, name="my-network-new"),
    path("home/network/<uuid:person_id>", network.person, name="my-network-person"),
    path("home/rounds", views.rounds, name="my-rounds"),
    path("home/letters", letters.letters, name="my-letters"),
    path("home/letters/<uuid:letter_id>", letters.letter, name="my-letter"),
    path("home/letters/<uuid:letter_id>/pdf", letters.letter_pdf, name="my-letter-pdf"),
    path("home/requests", requests.requests, name="my-requests"),
    path("home/requests/new/<slug:right>", requests.new, name="my-request-new"),
    path("home/requests/<uuid:request_id>", requests.one, name="my-request"),
    path("home/requests/<uuid:request_id>/pdf", requests.receipt, name="my-request-pdf"),
    path("home/requests/<uuid:request_id>/back", requests.take_back, name="my-request-back"),
    path("home/requests/<uuid:request_id>/beside", requests.beside, name="my-request-beside"),
    path("home/data", own_copy.data, name="my-copy"),
    path("home/data/ask", own_copy.ask, name="my-copy-ask"),
    path("home/data/<uuid:copy_id>.pdf", own_copy.paper, name="my-copy-paper"),
    path("home/data/<uuid:copy_id>.json", own_copy.file, name="my-copy-file"),
    path("home/data.pdf", own_file.own_file, name="my-data"),
    path("home/involved", views.involved, name="my-involved"),
    path("home/looked", views.who_looked, name="who-looked"),
    path("home/pairs/<uuid:pair_id>/wish", views.wish, name="my-wish"),
    path("home/pairs/<uuid:pair_id>/earlier/<uuid:earlier_id>", views.earlier, name="my-earlier"),
]
