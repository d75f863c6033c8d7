"""Who, for whom, where: accounts over organisations over places."""
