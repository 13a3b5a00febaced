"""The domain: what a protocol is, how a plan follows it, what is printed of it."""
