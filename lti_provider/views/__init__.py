"""The pages and endpoints that platforms and their people meet."""
