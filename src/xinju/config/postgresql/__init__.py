"""The database backend for PostgreSQL: Django's own, from version 12 on."""
