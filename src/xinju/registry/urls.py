"""Addresses of the registry's officer pages."""

from django.urls import path

from xinju.registry.views import deliveries, merges, persons, search

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
]
