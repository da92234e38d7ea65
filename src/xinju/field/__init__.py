"""The grid worker's pages: today's doors, a room done as a room, and an outbox for where there is no network."""
