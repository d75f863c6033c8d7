"""Pure decisions: who leads, how sharp an order is, what a bulletin counts, how a text hangs together."""
