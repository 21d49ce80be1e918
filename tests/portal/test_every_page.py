"""Every page that a client opens is read aloud and has short sentences, with u and with je."""

from __future__ import annotations

import pytest

from alliantie.access.routes import can_be_opened, is_sign_in, kinds_of
from tests.access.test_routes import ADDRESSES
from tests.portal.people import at_home, discuss, long_running, too_long
from tests.worlds import agree_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])

OPENED = {
    address.name: address.path
    for address in ADDRESSES
    if "client" in (kinds_of(address.view) or ())
    and address.path.startswith("/home")
    and can_be_opened(address.view)
    and not is_sign_in(address.view)
}


@pytest.mark.parametrize(("practice_id", "word"), [("nl-debt-zeist", "u"), ("nl-save-youth-probation", "je")])
def test_it_can_be_heard_and_has_no_long_sentences(practice_id: str, word: str) -> None:
    case = long_running(practice_id)
    discuss(case, 3)
    agree_in(case, "Op tijd komen.")
    browser = at_home(case)
    silent, long, shown = [], {}, 0
    rights = [f"/home/requests/new/{right}" for right in ("correct", "object", "withdraw")]
    for page in (*OPENED.values(), *rights):
        answer = browser.get(page)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            shown += 1
            if "data-read-aloud" not in answer.content.decode():
                silent.append(page)
            if found := too_long(answer):
                long[page] = found
    assert shown >= 14, word
    assert silent == []
    assert long == {}
