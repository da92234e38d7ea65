"""Addresses of the desk."""

from django.urls import path

from xinju.desk import views

app_name = "desk"

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("cases/<slug:key>/", views.case, name="case"),
    path("cases/<slug:key>/next/", views.following, name="next"),
    path("cases/<slug:key>/move/<slug:move>/", views.move, name="move"),
    path("cases/<slug:key>/take/", views.take, name="take"),
    path("cases/<slug:key>/hand-over/", views.hand_over, name="hand-over"),
    path("cases/<slug:key>/prolong/<slug:clock>/", views.prolong, name="prolong"),
]
