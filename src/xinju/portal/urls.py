"""Addresses that anyone may open."""

from django.urls import path

from xinju.portal.views import joining, landlord, receipts
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
    path("landlord/", landlord.rooms, name="landlord"),
    path("landlord/rooms/<uuid:room>/", landlord.room, name="landlord-room"),
    path("landlord/rooms/<uuid:room>/arrival/", landlord.arrival, name="landlord-arrival"),
    path("landlord/rooms/<uuid:room>/empty/", landlord.empty, name="landlord-empty"),
    path("landlord/stays/<uuid:stay>/answer/", landlord.answer, name="landlord-answer"),
    path("landlord/stays/<uuid:stay>/leaving/", landlord.leaving, name="landlord-leaving"),
    path("landlord/receipts/", landlord.receipts, name="landlord-receipts"),
    path("landlord/receipts/<str:number>.pdf", landlord.paper, name="landlord-paper"),
    path("landlord/receipts/<str:number>/", landlord.receipt, name="landlord-receipt"),
]
