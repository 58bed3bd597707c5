"""Pages to measure speed on."""
