"""Addresses of the page furniture."""

from django.urls import path

from xinju.web import views

app_name = "web"

urlpatterns = [
    path("choose/", views.choose, name="choose"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
