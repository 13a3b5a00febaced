"""The hazards of SAFETY.md, their controls, and what happens to the tests when a control is taken out."""
