"""The model on the pairs of the world, by the protocol (docs/protocol.md): its forecasts beside baselines."""
