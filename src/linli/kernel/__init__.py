"""What every floor stands on: refusals, events, actors, the audit chain, the calendar. No domain words."""
