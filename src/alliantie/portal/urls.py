"""The addresses of the client's own pages."""

from django.urls import path

from alliantie.portal import views

urlpatterns = [
    path("home", views.home, name="home"),
    path("home/frame", views.frame, name="my-frame"),
    path("home/reminder", views.reminder, name="my-reminder"),
    path("home/talks/<uuid:appointment_id>/cancel", views.cannot_come, name="my-talk-cancel"),
    path("home/other-worker", views.other_worker, name="other-worker"),
    path("home/complaint", views.complaint, name="complaint"),
    path("home/rounds", views.rounds, name="my-rounds"),
    path("home/looked", views.who_looked, name="who-looked"),
    path("home/pairs/<uuid:pair_id>/wish", views.wish, name="my-wish"),
    path("home/pairs/<uuid:pair_id>/earlier/<uuid:earlier_id>", views.earlier, name="my-earlier"),
]
