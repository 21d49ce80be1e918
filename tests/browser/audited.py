"""Which routes the audits look at, and what they need to get there."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page

# Which routes each test looks at; it checks that it did.
NOBODY = {"account_login", "account_inactive", "round-link", "account_logout"}
SIGN_IN = {
    "mfa_index", "account_change_password", "account_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn",
    "mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_authenticate", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "second-step", "my-visits", "kept",
}  # fmt: skip
OPENID = {"openid-back", "openid-invited"}
WORK = {
    "start", "start-all", "search", "case-new", "case", "case-timeline", "case-talk", "case-happening", "case-happened",
    "case-decisions", "case-decision", "case-otherwise", "case-frame", "case-measure",
    "case-hand-over", "case-cover", "case-condition-new", "case-condition", "case-rules", "case-along",
    "case-practice",
    "case-along-end",
    "case-plan", "case-appointment", "case-letters", "case-letter-new", "case-letter",
}  # fmt: skip
FORMS = {"case-forms", "case-form-new", "case-form", "case-form-check"}
INCIDENTS = {
    "case", "case-incident-kinds", "case-incident-new", "case-incident-heard", "case-incident", "case-incident-again",
    "case-incident-cause", "case-end", "my-incidents", "my-incident-against",
}  # fmt: skip
AGREED = {
    "case", "case-agreements", "case-agreement", "case-goals", "case-goals-plan", "case-goals-agree",
    "case-goals-voice", "case-goals-evaluate", "case-goals-correct", "case-prepare", "case-talk",
}  # fmt: skip
OWN_AGREED = {"home", "my-plan", "my-plan-voice", "my-written"}
NETWORK = {
    "case", "case-network", "case-network-new", "case-network-person",
    "my-network", "my-network-new", "my-network-person",
}  # fmt: skip
OWN_ROUND = {"round-mine", "round-invite", "round-flag", "round-standing", "round-hand", "paper", "paper-form"}
HANDED = {"round-hello", "round-practice", "locked"}
PORTAL = {
    "home", "my-reminder", "my-frame", "who-looked", "round-picture", "round-standing", "round-after", "round-trend",
    "round-how",
    "my-talk-cancel", "my-rounds", "other-worker", "complaint", "my-letters", "my-letter",
}  # fmt: skip
RIGHTS = {
    "my-involved", "my-requests", "my-request-new", "my-request", "my-copy", "case-requests", "case-request",
}  # fmt: skip
KEEPING = {"keeping", "keeping-due", "keeping-batch", "keeping-hold", "keeping-term"}
GUARDING = {"privacy", "privacy-log", "privacy-found", "privacy-settings", "privacy-emergency", "privacy-settle"}
RESEARCH = {
    "research", "research-new", "research-one", "research-own", "privacy-research", "privacy-research-one",
    "my-research",
}  # fmt: skip
FOR_A_CLIENT = {"emergency", "case-representation", "case-numbers", "search-number", "for-home", "for-one"}
SHARING = {
    "case-sharing", "case-sharing-new", "case-sharing-refuse", "my-shared", "partner-home", "partner-one",
}  # fmt: skip
SECTIONS = {"case-sections", "case-sections-new", "sections", "section", "my-involved"}
OWN_PART = {
    "round-notice", "round-not-now", "round-question", "round-review", "round-share", "round-pause", "round-less",
    "round-flag", "round-standing",
}  # fmt: skip
TOGETHER = {"round-own", "round-together", "round-picture", "round-talk", "round-after", "round-standing"}
BY_LINK = {
    "round-link",
    "round-enter",
    "round-anew",
    "round-forgotten",
    "round-leave",
    "round-standing",
    "round-frame",
    "round-notice",
    "round-question",
    "round-pause",
}
MONEY = {
    "case-money", "case-money-letters", "case-money-claim-new", "case-money-claim", "case-money-said",
    "case-money-status", "case-money-address", "case-money-line-new", "case-money-line", "case-money-figure",
    "case-money-line-end", "case-money-grant", "case-money-papers-new", "case-money-deadline-new", "my-money",
}  # fmt: skip
LEADING = {
    "case-appointment-held", "case-appointment-missed", "calendar", "team", "team-worker", "team-weights", "team-desk",
    "team-move", "closed", "team-closed",
    "waiting", "waiting-new", "waiting-one", "desk", "case-question", "hand-over",
}  # fmt: skip
RESERVED = {"team", "case", "case-decisions", "case-decision", "team-asked"}
OFFICES = {
    "own-figures", "outcomes", "waiting-figures", "evidence", "methods", "method", "year-report", "averages",
    "team-figures", "stock", "practices", "practice", "practice-compare", "practice-check", "questionnaires",
    "questionnaire", "questionnaire-compare", "questionnaire-check", "practice-tables", "practice-table",
}  # fmt: skip
OWN_PRACTICE = {
    "practices", "practice", "practice-new", "practice-draft", "practice-draft-rule", "practice-draft-talk-new",
    "practice-draft-talk", "practice-draft-letter", "practice-draft-text", "practice-draft-book",
    "practice-draft-case", "practice-move", "practice-moving",
}  # fmt: skip

# Routes that show no page of their own: they lead on, take a form, or give a file or a word.
NO_PAGE = {
    "healthz", "metrics", "language", "theme", "mfa_login_webauthn", "mfa_download_recovery_codes",
    "account_set_password",
    "cases-export", "case-take-back", "case-put-back", "case-cover-end", "round", "round-start", "round-stop",
    "case-appointment-came", "calendar-revoke", "calendar-file", "waiting-off", "waiting-again", "desk-open",
    "question-answered", "case-hand-over-withdraw", "case-asked-withdraw",
    "case-undo", "case-goals-take-back", "case-goals-throw-away",
    "letters", "case-appointment-cancel", "case-appointment-put-away",
    "round-resume", "round-save", "round-left", "round-stay", "round-keep", "round-together-state", "round-talk-state",
    "round-agree", "round-finish", "round-note", "round-talk-draft", "my-wish", "my-earlier", "practice-release",
    "practice-take-back", "practice-table-withdraw", "practice-copy", "practice-draft-adopt", "practice-draft-discard",
    "practice-moving-start", "practice-moving-back", "case-letter-draft", "case-letter-pdf", "case-letter-sent",
    "case-letter-again", "case-letter-not-sent", "my-incident-readers",
    "case-letter-erase", "my-letter-pdf", "case-form-draft", "case-form-again", "case-form-erase",
    "case-incident-put-away", "case-incident-withdraw", "case-reopen",
    "case-money-claims-file", "case-money-take-back", "case-money-put-back",
    "case-money-letters-undo", "case-money-paper-in", "case-money-reminded", "case-money-deadline-over",
    "case-goals-start", "case-goals-keep", "case-talk-keep", "case-talk-forget", "my-agreement",
    "case-sections-end", "section-paper",
    "case-export", "case-own-data", "my-data", "stock-file", "my-request-pdf",
    "my-request-back", "my-request-beside", "my-copy-ask", "my-copy-paper", "my-copy-file",
    "privacy-file", "keeping-decide", "keeping-proof", "keeping-hold-change", "case-representation-change",
    "my-visits-end", "case-sharing-keep", "case-sharing-stop", "partner-paper", "research-file", "year-report-pdf",
    "here", "quiet", "kept-keep", "kept-drop", "openid-begin", "openid-sign-out", "openid-signed-out", "team-move-back",
}  # fmt: skip


def names(resolver: URLResolver | None = None) -> Iterator[str]:
    """The name of every route."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry)
        elif isinstance(entry, URLPattern):
            yield entry.name or str(entry.pattern)


def href(page: Page, words: str) -> str:
    """Where a row with these words leads."""
    found = page.locator(".row-title", has_text=words).first.get_attribute("href")
    assert found is not None
    return found


def case_of(page: Page, name: str) -> str:
    """The address of a case of the signed-in worker."""
    page.goto("/")
    found = page.locator("#cases").locator("xpath=..").locator(".row-title", has_text=name).first.get_attribute("href")
    assert found is not None
    return found


def unfold(page: Page) -> None:
    """Open everything that folds."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
