"""The addresses of a round."""

from django.urls import path

from alliantie.alliance.views import (
    answering,
    entering,
    handing,
    opening,
    paper,
    professional,
    questions,
    talk,
    together,
)
from alliantie.alliance.views.how import how
from alliantie.alliance.views.trend import trend

HERE = "rounds/<uuid:round_id>/"

urlpatterns = [
    path("pairs/<uuid:pair_id>/round", opening.start, name="round-start"),
    path("m/<slug:slug>", entering.link, name="round-link"),
    path(HERE, opening.hub, name="round"),
    path(f"{HERE}enter", entering.enter, name="round-enter"),
    path(f"{HERE}anew", entering.anew, name="round-anew"),
    path(f"{HERE}forgotten", entering.forgotten, name="round-forgotten"),
    path(f"{HERE}leave", entering.leave, name="round-leave"),
    path(f"{HERE}standing", opening.standing, name="round-standing"),
    path(f"{HERE}stop", opening.stop, name="round-stop"),
    path(f"{HERE}invite", opening.invite, name="round-invite"),
    path(f"{HERE}frame", answering.frame, name="round-frame"),
    path(f"{HERE}notice", answering.notice, name="round-notice"),
    path(f"{HERE}not-now", answering.not_now, name="round-not-now"),
    path(f"{HERE}resume", questions.resume, name="round-resume"),
    path(f"{HERE}question/<int:step>", questions.question, name="round-question"),
    path(f"{HERE}question/<int:step>/save", questions.save, name="round-save"),
    path(f"{HERE}review", questions.review, name="round-review"),
    path(f"{HERE}share", answering.share, name="round-share"),
    path(f"{HERE}pause", answering.pause, name="round-pause"),
    path(f"{HERE}less", answering.less, name="round-less"),
    path(f"{HERE}flag", answering.flag, name="round-flag"),
    path(f"{HERE}mine", professional.mine, name="round-mine"),
    path(f"{HERE}mine/keep", professional.keep, name="round-keep"),
    path(f"{HERE}hand", handing.hand, name="round-hand"),
    path(f"{HERE}hello", handing.hello, name="round-hello"),
    path(f"{HERE}stay", handing.stay, name="round-stay"),
    path(f"{HERE}left", handing.left, name="round-left"),
    path(f"{HERE}practice", handing.practice, name="round-practice"),
    path(f"{HERE}own", together.own, name="round-own"),
    path("paper", paper.find, name="paper"),
    path("paper/<str:number>", paper.type_in, name="paper-form"),
    path(f"{HERE}together", together.gate, name="round-together"),
    path(f"{HERE}together/state", together.gate_state, name="round-together-state"),
    path(f"{HERE}picture", together.picture, name="round-picture"),
    path(f"{HERE}trend", trend, name="round-trend"),
    path(f"{HERE}how", how, name="round-how"),
    path(f"{HERE}talk", talk.talk, name="round-talk"),
    path(f"{HERE}talk/state", talk.talk_state, name="round-talk-state"),
    path(f"{HERE}talk/draft", talk.draft, name="round-talk-draft"),
    path(f"{HERE}talk/note", talk.note, name="round-note"),
    path(f"{HERE}talk/agree", talk.agree, name="round-agree"),
    path(f"{HERE}talk/finish", talk.finish, name="round-finish"),
    path(f"{HERE}after", talk.after, name="round-after"),
]
