"""Sixty days of a small clinic over HTTP."""
