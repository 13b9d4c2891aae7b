"""What is asked: scenario files, their drivers, and what is wrong with them."""
