"""Working days of China: statutory holidays, make-up days, and an editable table above them."""
