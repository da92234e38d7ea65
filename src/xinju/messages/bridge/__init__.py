"""From the district's pack to the words of a message."""
