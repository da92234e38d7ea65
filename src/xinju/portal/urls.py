"""Addresses that anyone may open."""

from django.urls import path

from xinju.portal.views import public as views

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("apply/", views.apply, name="apply"),
    path("points/", views.points, name="points"),
    path("case/", views.case, name="case"),
    path("table/", views.table, name="table"),
    path("table/<slug:version>/", views.table, name="table-version"),
    path("table/<slug:version>.pdf", views.table_pdf, name="table-pdf"),
]
