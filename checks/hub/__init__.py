"""The one way to the Hub: asking it (client, gather) and pushing to it (publish)."""
