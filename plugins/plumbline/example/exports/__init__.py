"""One module a vendor: the scene told in that vendor's own format."""
