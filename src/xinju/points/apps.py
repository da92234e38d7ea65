"""Django's entry for points."""

from django.apps import AppConfig


class PointsConfig(AppConfig):
    name = "xinju.points"
    label = "points"

    def ready(self) -> None:
        from xinju.points import panels
        from xinju.points.acts import tells
        from xinju.registry import acts

        acts.register("points", tells)
        panels.register()
