"""What the registry keeps sealed, for the rotation of keys."""

from xinju.registry.bridge.secrets import sealed_columns

__all__ = ["sealed_columns"]
