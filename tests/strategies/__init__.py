"""Whole protocols, bodies, days, check-ins and acts, made up by Hypothesis."""
