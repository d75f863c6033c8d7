"""Province to grid: codes, validity, succession."""
