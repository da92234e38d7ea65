"""Addresses: the API under v1, and the security officer's page of its clients."""

from django.urls import path

from xinju.api.views import clients
from xinju.api.views.v1 import api, opened_patterns

app_name = "api"

urlpatterns = [
    *opened_patterns(api, "v1/"),
    path("clients/", clients.clients, name="clients"),
    path("clients/<int:pk>/end/", clients.end, name="client-end"),
]
