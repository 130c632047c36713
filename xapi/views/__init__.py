"""The resources of the store (Communication 2)."""
