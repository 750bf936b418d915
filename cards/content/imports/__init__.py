"""Imported notes in the database: what an import would change, and making it so."""
