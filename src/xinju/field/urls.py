"""Addresses of the grid worker's pages."""

from django.urls import path

from xinju.field.views import doors, offline, people, rooms

app_name = "field"

urlpatterns = [
    path("", doors.today, name="today"),
    path("plate/", doors.plate_typed, name="plate-typed"),
    path("plate/<slug:plate>/", doors.plate, name="plate"),
    path("room/<uuid:key>/", rooms.room, name="room"),
    path("room/<uuid:key>/person/", people.newcomer, name="newcomer"),
    path("room/<uuid:key>/slip/", rooms.slip, name="slip"),
    path("room/<uuid:key>/<slug:outcome>/", rooms.otherwise, name="otherwise"),
    path("task/<slug:case>/", people.task, name="task"),
    path("outbox/", offline.outbox, name="outbox"),
    path("worker.js", offline.service_worker, name="worker"),
]
