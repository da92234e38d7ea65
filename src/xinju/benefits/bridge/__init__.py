"""From a round's rules and its children's points to places, certificates and letters; knows no tables of a database."""
