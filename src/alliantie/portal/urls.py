"""The addresses of the client's own pages."""

from django.urls import path

from alliantie.portal import letters, network, own_file, own_work, views

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
    path("home/data.pdf", own_file.own_file, name="my-data"),
    path("home/looked", views.who_looked, name="who-looked"),
    path("home/pairs/<uuid:pair_id>/wish", views.wish, name="my-wish"),
    path("home/pairs/<uuid:pair_id>/earlier/<uuid:earlier_id>", views.earlier, name="my-earlier"),
]
