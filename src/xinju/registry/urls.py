"""Addresses of the registry's officer pages."""

from django.urls import path

from xinju.registry.views import deliveries, houses, merges, permit_stations, permits, persons, query_lists, search

app_name = "registry"

urlpatterns = [
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/new/", deliveries.send, name="delivery-new"),
    path("deliveries/forms/<slug:record_type>.xlsx", deliveries.form_file, name="delivery-form"),
    path("deliveries/<uuid:key>/", deliveries.delivery, name="delivery"),
    path("deliveries/<uuid:key>/marked", deliveries.marked, name="delivery-marked"),
    path("deliveries/<uuid:key>/columns/", deliveries.columns, name="delivery-columns"),
    path("deliveries/<uuid:key>/land/", deliveries.land, name="delivery-land"),
    path("deliveries/<uuid:key>/receipt/", deliveries.receipt, name="delivery-receipt"),
    path("deliveries/<uuid:key>/withdraw/", deliveries.withdraw, name="delivery-withdraw"),
    path("deliveries/<uuid:key>/work/<uuid:work>/", deliveries.work, name="delivery-work"),
    path("query-lists/", query_lists.query_lists, name="query-lists"),
    path("query-lists/new/", query_lists.ask_about, name="query-list-new"),
    path("query-lists/case/<slug:key>/", query_lists.of_case, name="query-list-case"),
    path("query-lists/<uuid:key>/", query_lists.query_list, name="query-list"),
    path("query-lists/<uuid:key>/list.xlsx", query_lists.download, name="query-list-file"),
    path("query-lists/<uuid:key>/answer/", query_lists.answer, name="query-list-answer"),
    path("query-lists/<uuid:key>/send-back/", query_lists.send_back, name="query-list-send-back"),
    path("query-lists/<uuid:key>/take-over/", query_lists.take_over, name="query-list-take-over"),
    path("query-lists/<uuid:key>/call-off/", query_lists.call_off, name="query-list-call-off"),
    path("deliveries/<uuid:key>/work/<uuid:work>/again/", deliveries.work_again, name="delivery-work-again"),
    path("merges/compare/", merges.compare, name="merges-compare"),
    path("merges/of/<uuid:key>/", merges.merges_of, name="merges-of"),
    path("merges/links/<uuid:key>/undo/", merges.undo, name="merge-undo"),
    path("merges/<slug:key>/", merges.review, name="merge"),
    path("merges/<slug:key>/next/", merges.following, name="merge-next"),
    path("conflicts/<slug:key>/", merges.conflict, name="conflict"),
    path("search/", search.search, name="search"),
    path("persons/<uuid:key>/", persons.person, name="person"),
    path("persons/<uuid:key>/typed.csv", persons.typed, name="person-typed"),
    path("permits/", permits.permit_list, name="permits"),
    path("permits/stations/", permit_stations.stations, name="permit-stations"),
    path("permits/stations/<uuid:key>/", permit_stations.station, name="permit-station"),
    path("permits/of/<uuid:person>/", permits.permit_of, name="permit-of"),
    path("permits/of/<uuid:person>/apply/", permits.apply, name="permit-apply"),
    path("permits/cases/<slug:key>/", permits.case, name="permit-case"),
    path("permits/cases/<slug:key>/notice.pdf", permits.notice, name="permit-notice"),
    path("permits/cases/<slug:key>/<slug:act>/", permits.step, name="permit-step"),
    path("permits/<uuid:key>/card.pdf", permits.card, name="permit-card"),
    path("permits/<uuid:key>/<slug:act>/", permits.permit_act, name="permit-act"),
    path("houses/", houses.houses, name="houses"),
    path("houses/new/", houses.add, name="house-new"),
    path("houses/grids/", houses.grids, name="grids"),
    path("houses/<uuid:key>/", houses.house, name="house"),
]
