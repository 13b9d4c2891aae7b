"""What is seen: result files, figures and the report."""
