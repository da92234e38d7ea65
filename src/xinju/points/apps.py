"""Django's entry for points."""

from django.apps import AppConfig


class PointsConfig(AppConfig):
    name = "xinju.points"
    label = "points"
