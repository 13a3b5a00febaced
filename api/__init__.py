"""The shell: translates, stores, prints; decides nothing."""
