"""What people type on the pages of cases: shaped and cleaned, never saved."""
