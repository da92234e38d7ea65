"""Django's entry for points."""

from django.apps import AppConfig


class PointsConfig(AppConfig):
    name = "xinju.points"
    label = "points"

    def ready(self) -> None:
        from xinju.points import panels
        from xinju.points.acts import tells
        from xinju.points.groups import people_of
        from xinju.registry import acts, groups

        acts.register("points", tells)
        groups.register("points", people_of)
        panels.register()
