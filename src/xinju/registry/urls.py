"""Addresses of the registry's officer pages."""

from django.urls import path

from xinju.registry.views import deliveries

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
]
