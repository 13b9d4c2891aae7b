"""What all pairs of states say of the propositions of the paper: a section of `docs/world.md`."""
