"""Starts the broker, the worker and the web server, keeps them running and stops them."""
