"""What this room tells trainers and authors about attempts: nothing here changes anything."""
