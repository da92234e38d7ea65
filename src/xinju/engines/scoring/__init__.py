"""Score sheets (分值表): facts with history become points with reasons. `language` says, `reference` and `columnar` decide."""
