"""What API and pages share: sessions, actors, policies, CSRF, limits, errors → status."""
