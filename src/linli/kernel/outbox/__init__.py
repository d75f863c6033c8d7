"""What leaves the house: a row in the writer's transaction, delivered by the worker."""
