"""Addresses of the desk."""

from django.urls import path

from xinju.desk.views import calendar, work

app_name = "desk"

urlpatterns = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("", work.inbox, name="inbox"),
    path("cases/<slug:key>/", work.case, name="case"),
    path("cases/<slug:key>/next/", work.following, name="next"),
    path("cases/<slug:key>/move/<slug:move>/", work.move, name="move"),
    path("cases/<slug:key>/take/", work.take, name="take"),
    path("cases/<slug:key>/hand-over/", work.hand_over, name="hand-over"),
    path("cases/<slug:key>/prolong/<slug:clock>/", work.prolong, name="prolong"),
]
