"""What serves the making of the project and is not installed."""
