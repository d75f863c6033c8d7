"""The building code: what linters and import contracts cannot say, said as tests."""
