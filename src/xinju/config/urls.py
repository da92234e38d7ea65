"""Addresses: one line for each app, in the order of the floors."""

from django.urls import include, path

from xinju.web.views import health

urlpatterns = [
    path("api/", include("xinju.api.urls")),
    path("", include("xinju.portal.urls")),
    path("field/", include("xinju.field.urls")),
    path("desk/", include("xinju.desk.urls")),
    path("", include("xinju.benefits.urls")),
    path("registry/", include("xinju.registry.urls")),
    path("", include("xinju.sheets.urls")),
    path("account/", include("xinju.accounts.urls")),
    path("page/", include("xinju.web.urls")),
    path("health/", health, name="health"),
]

handler400 = "xinju.web.views.bad_request"
handler403 = "xinju.web.views.not_allowed"
handler404 = "xinju.web.views.not_found"
handler500 = "xinju.web.views.broken"
