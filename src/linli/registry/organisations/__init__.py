"""Units with credit codes, posts and appointments."""
