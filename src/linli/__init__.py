"""Linli (邻里): a city, district, street and community govern and serve together."""
