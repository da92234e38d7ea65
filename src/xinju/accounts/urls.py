"""Addresses of the door."""

from django.urls import path

from xinju.accounts.views import factor, inside, oidc, passkeys, person, security, staff

app_name = "accounts"

urlpatterns = [
    path("", inside.home, name="home"),
    path("purpose/", inside.purpose, name="purpose"),
    path("sign-out/", inside.sign_out, name="sign-out"),
    path("sign-in/", staff.sign_in, name="sign-in"),
    path("sign-in/password/", staff.own_password, name="own-password"),
    path("sign-in/code/", factor.second_factor, name="second-factor"),
    path("sign-in/enrol/", factor.enrol, name="enrol"),
    path("sign-in/passkey/", passkeys.second_step, name="passkey"),
    path("passkeys/", passkeys.own, name="passkeys"),
    path("passkeys/<int:pk>/end/", passkeys.end, name="end-passkey"),
    path("sign-in/city/", oidc.start, name="oidc"),
    path("sign-in/city/back/", oidc.back, name="oidc-back"),
    path("demo-sign-in/", staff.demo_sign_in, name="demo-sign-in"),
    path("enter/", person.enter, name="enter"),
    path("enter/code/", person.code, name="code"),
    path("staff/", security.staff, name="staff"),
    path("staff/new/", security.new_officer, name="new-officer"),
    path("staff/<int:pk>/", security.officer, name="officer"),
    path("staff/<int:pk>/<slug:what>/", security.act, name="officer-act"),
    path("bindings/", security.bindings, name="bindings"),
    path("bindings/<int:pk>/end/", security.end_binding, name="end-binding"),
    path("not-mine/", person.not_mine, name="not-mine"),
]
