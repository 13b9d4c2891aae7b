"""Who acts: states, their year, and the draws that decide it."""
