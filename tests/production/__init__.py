"""The same code on the services of a real installation: PostgreSQL, RabbitMQ."""
