"""Mail and webhooks from the outbox. Until a sender is built here, notices stay in the outbox."""
