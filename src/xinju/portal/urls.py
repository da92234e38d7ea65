"""Addresses that anyone may open."""

from django.urls import path

from xinju.portal.views import joining, landlord, own, permits, receipts
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
    path("permit/check/", permits.check, name="permit-check"),
    path("permit/keys.json", permits.keys, name="permit-keys"),
    path("permit/status-list.txt", permits.status_list, name="permit-status-list"),
    path("permit/published.js", permits.published, name="permit-published"),
    path("my/permit/", permits.mine, name="my-permit"),
    path("my/permit/permit.pdf", permits.mine_pdf, name="my-permit-pdf"),
    path("my/permit/endorsement/", permits.ask, name="my-permit-ask"),
    path("my/data/", own.data, name="own-data"),
    path("my/data/looks/", own.looks, name="own-looks"),
    path("my/data/copy.xlsx", own.copy, {"kind": "xlsx"}, name="own-copy-xlsx"),
    path("my/data/copy.json", own.copy, {"kind": "json"}, name="own-copy-json"),
    path("my/data/child/<uuid:key>/", own.child, name="own-child"),
    path("my/data/child/<uuid:key>/looks/", own.looks, name="own-child-looks"),
    path("my/data/child/<uuid:key>/copy.xlsx", own.copy, {"kind": "xlsx"}, name="own-child-copy-xlsx"),
    path("my/data/child/<uuid:key>/copy.json", own.copy, {"kind": "json"}, name="own-child-copy-json"),
    path("my/data/wrong/<str:row>/<slug:field>/", own.contest, name="own-contest"),
    path("my/data/objections/", own.contests, name="own-contests"),
    path("my/data/objections/<slug:case>/", own.contested, name="own-contested"),
    path("my/data/objections/<slug:case>/withdraw/", own.withdraw, name="own-withdraw"),
]
