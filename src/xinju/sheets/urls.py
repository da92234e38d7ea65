"""Addresses of score sheets, all under office/sheets/."""

from django.urls import path

from xinju.sheets import views

app_name = "sheets"
ONE = "office/sheets/<slug:shelf>/<slug:key>/<slug:version>/"

urlpatterns = [
    path("office/sheets/", views.sheets, name="sheets"),
    path(ONE, views.sheet, name="sheet"),
    path(ONE + "rules/", views.rules, name="rules"),
    path(ONE + "cases/", views.cases, name="cases"),
    path(ONE + "findings/", views.findings, name="findings"),
    path(ONE + "findings.<str:form>", views.findings_file, name="findings-file"),
    path(ONE + "table.pdf", views.table_file, name="table-file"),
]
