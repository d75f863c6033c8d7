"""An installation as its operators see it: real processes, their own folder and database."""
