"""督办: documents read in, tasks sent out, orders, bulletins, the board by unit."""
