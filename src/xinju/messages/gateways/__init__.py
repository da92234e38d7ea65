"""Ways out of the house: each takes one parcel and says whether it went. They know no table and no template."""
