"""Addresses of the door."""

from django.urls import path

from xinju.accounts import views

app_name = "accounts"

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("demo-sign-in/", views.demo_sign_in, name="demo-sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("purpose/", views.purpose, name="purpose"),
]
