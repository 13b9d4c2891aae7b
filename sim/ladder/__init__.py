"""What is measured: the ladder of seven indicators, its rules, and the assessment of coded events."""
