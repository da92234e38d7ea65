"""Addresses of the desk."""

from django.urls import path

from xinju.desk.views import calendar, chain, figures, health, work

app_name = "desk"

urlpatterns = [
    path("health/", health.health, name="health"),
    path("health/night/<str:kind>/", health.run_again, name="night"),
    path("chain/", chain.chain, name="chain"),
    path("chain/verify/", chain.verify, name="chain-verify"),
    path("chain/root-<str:on>.json", chain.root, name="root"),
    path("figures/", figures.figures, name="figures"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("", work.inbox, name="inbox"),
    path("cases/<slug:key>/", work.case, name="case"),
    path("cases/<slug:key>/next/", work.following, name="next"),
    path("cases/<slug:key>/move/<slug:move>/", work.move, name="move"),
    path("cases/<slug:key>/take/", work.take, name="take"),
    path("cases/<slug:key>/hand-over/", work.hand_over, name="hand-over"),
    path("cases/<slug:key>/prolong/<slug:clock>/", work.prolong, name="prolong"),
]
