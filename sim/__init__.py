"""Rapprochement: measure and simulate military alignment between states."""
