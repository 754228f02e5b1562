"""One module a vendor: the world told in that vendor's own format."""
