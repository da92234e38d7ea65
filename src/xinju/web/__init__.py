"""Page furniture: base templates, tags, one stylesheet, the switches of language and type. No tables."""
