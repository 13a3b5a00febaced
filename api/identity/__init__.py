"""Whom the clinic's own identity provider vouches for: its tokens, its keys, and what is trusted of it."""
