"""What a visitor moves: the dashboard, from settings to a case, to its lives, to what is seen of them."""
