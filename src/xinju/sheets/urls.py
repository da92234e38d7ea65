"""Addresses of score sheets for officers."""

app_name = "sheets"

urlpatterns: list = []
