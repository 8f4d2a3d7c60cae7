"""What the API and the pages share: who asks, what a route allows, limits, headers, status codes."""
