"""1EdTech Dynamic Registration 1.0, without network or database: what is read, what is sent."""
