"""Xinju (新居): services for new residents. The floors are described in docs/house.md."""
