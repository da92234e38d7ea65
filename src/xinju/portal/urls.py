"""Addresses that anyone may open."""

app_name = "portal"

urlpatterns: list = []
