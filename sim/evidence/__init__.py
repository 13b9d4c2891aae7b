"""How good: observed trajectories, scores and baselines."""
