"""Addresses that anyone may open."""

from django.urls import path

from xinju.portal.views import joining, receipts
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
    path("join/", joining.begin, name="join"),
    path("join/next/", joining.go_on, name="join-next"),
    path("join/check/", joining.check, name="join-check"),
    path("join/done/", joining.done, name="join-done"),
    path("join/done/receipt.pdf", joining.paper, name="join-paper"),
    path("join/forget/", joining.forget, name="join-forget"),
    path("join/step/<slug:step>/", joining.step, name="join-step"),
    path("join/<slug:plate>/", joining.begin, name="join-plate"),
    path("receipts/<str:number>/", receipts.receipt, name="receipt"),
]
