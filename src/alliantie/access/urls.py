"""The addresses of sign-in and of what belongs to every page.

From allauth come exactly the routes that make sense where the organisation gives the accounts: there is no sign-up and
no mail. They keep the names by which allauth finds them.
"""

from allauth.account import views as account
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import include, path

from alliantie.access import resting, views, visiting
from alliantie.access import second_step as asked
from alliantie.access.openid import views as openid

SIGN_IN = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", views.no_password, name="account_set_password"),
]

SECOND_STEP = [
    path("", asked.index, name="mfa_index"),
    path("needed/", asked.needed, name="second-step"),
    path("authenticate/", second_step.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", second_step.reauthenticate, name="mfa_reauthenticate"),
    path("totp/activate/", app.activate_totp, name="mfa_activate_totp"),
    path("totp/deactivate/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/generate/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("recovery-codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("webauthn/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("webauthn/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("webauthn/login/", views.passkey_sign_in, name="mfa_login_webauthn"),
    path("webauthn/reauthenticate/", views.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("webauthn/keys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("webauthn/keys/<int:pk>/edit/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
]

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("metrics", views.measured, name="metrics"),
    path("language", views.language, name="language"),
    path("theme", views.theme, name="theme"),
    path("letters", views.letters, name="letters"),
    path("locked", views.locked, name="locked"),
    path("account/signed-in/", visiting.signed_in, name="my-visits"),
    path("account/signed-in/end", visiting.end, name="my-visits-end"),
    path("account/here", resting.here, name="here"),
    path("account/quiet", resting.quiet, name="quiet"),
    path("account/kept/", resting.kept, name="kept"),
    path("account/kept/keep", resting.keep_here, name="kept-keep"),
    path("account/kept/drop", resting.drop, name="kept-drop"),
    path("account/with/<slug:provider_id>/", openid.begin, name="openid-begin"),
    path("account/with/<slug:provider_id>/back", openid.back, name="openid-back"),
    path("account/with/<slug:provider_id>/invited", openid.invited, name="openid-invited"),
    path("account/with/<slug:provider_id>/sign-out", openid.sign_out, name="openid-sign-out"),
    path("account/with/<slug:provider_id>/signed-out", openid.signed_out, name="openid-signed-out"),
    path("account/", include(SIGN_IN)),
    path("account/2fa/", include(SECOND_STEP)),
]
