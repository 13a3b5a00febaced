"""The shapes of answers that more than one route gives."""
