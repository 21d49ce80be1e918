"""The first page in a real browser: whole, and asked from nobody but us."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext

from tests.support.live import Live


def test_the_first_page_is_whole_and_comes_from_our_own_host(
    live: Live, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    answers, complaints = [], []
    page.on("response", lambda answer: answers.append((answer.url, answer.status)))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(live.url)
    assert page.locator("html").get_attribute("lang") == "nl"
    assert page.locator("h1").count() == 1
    assert any(url.endswith(".css") for url, _ in answers)
    assert [url for url, status in answers if status >= 400 or not url.startswith(live.url)] == []
    assert complaints == []
