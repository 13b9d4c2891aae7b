"""Uniform draws that depend on seed, life, year, subject and channel, and on nothing else.

The generator is counter-based (Philox4x64-10: Salmon, Moraes, Dror and Shaw 2011): the key is made from
the seed and the subject, the counter from year, channel and life. So a life has the same draws however
many lives run beside it, wherever they run, and whatever else the scenario holds.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

LIVES_PER_BLOCK: Final = 4
"""Philox gives four words for each value of its counter."""


class Source(Protocol):
    """Where a world takes its draws from.

    Attributes
    ----------
    lives
        For how many lives.
    """

    lives: int

    def uniform(self, subject: str, year: int, out: NDArray[np.float64]) -> None:
        """Fill `out`, `[channel, life]`."""


class Draws:
    """Draws for a run of consecutive lives.

    A subject has K channels. The draw of a life in channel c is word `life mod 4` of the block whose
    counter is `((life div 4) K + c + 1, year, 0, 0)`, under the first 16 bytes of BLAKE2b of
    `seed|subject` as two little-endian words of key; a word w becomes `(w >> 11) x 2^-53`, at least 0
    and below 1. So one run of the generator serves all channels and lives of a subject's year.
    """

    def __init__(self, seed: int, first_life: int, lives: int):
        self.seed = seed
        self.block, self.skip = divmod(first_life, LIVES_PER_BLOCK)
        self.blocks = -(-(self.skip + lives) // LIVES_PER_BLOCK)
        self.lives = lives
        self._bits = np.random.Philox(0)
        self._generator = np.random.Generator(self._bits)
        self._state = self._bits.state
        self._counter = self._state["state"]["counter"]
        self._keys: dict[str, NDArray[np.uint64]] = {}
        self._raw: dict[int, NDArray[np.float64]] = {}

    def uniform(self, subject: str, year: int, out: NDArray[np.float64]) -> None:
        """Fill `out`, `[channel, life]` and contiguous, with a draw for each channel and life."""
        channels = len(out)
        self._counter[:2] = self.block * channels, year
        self._state["state"]["key"] = self._key(subject)
        self._bits.state = self._state
        if channels not in self._raw:
            self._raw[channels] = np.empty((self.blocks, channels, LIVES_PER_BLOCK))
        raw = self._raw[channels]
        self._generator.random(out=raw)
        if self.lives == raw.size // channels:
            out.reshape(channels, self.blocks, LIVES_PER_BLOCK)[...] = raw.swapaxes(0, 1)
        else:
            out[...] = raw.swapaxes(0, 1).reshape(channels, -1)[:, self.skip : self.skip + self.lives]

    def _key(self, subject: str) -> NDArray[np.uint64]:
        if subject not in self._keys:
            digest = blake2b(f"{self.seed}|{subject}".encode(), digest_size=16).digest()
            self._keys[subject] = np.frombuffer(digest, "<u8").astype(np.uint64)
        return self._keys[subject]


class SideBySide:
    """Draws of several scenarios in one world: those of one seed share theirs, life by life.

    Parameters
    ----------
    seeds
        Seed of each scenario.
    first_life, lives
        The lives that each of them lives; all together they are `[scenario x life]`.
    """

    def __init__(self, seeds: Sequence[int], first_life: int, lives: int):
        self.lives = lives * len(seeds)
        self._seeds, self._each = list(seeds), lives
        self._draws = {seed: Draws(seed, first_life, lives) for seed in self._seeds}

    def uniform(self, subject: str, year: int, out: NDArray[np.float64]) -> None:
        """Fill `out`, `[channel, scenario x life]` and contiguous."""
        drawn = np.empty((len(out), self._each))
        by_scenario = out.reshape(len(out), len(self._seeds), self._each)
        for seed, draws in self._draws.items():
            draws.uniform(subject, year, drawn)
            if len(self._draws) == 1:
                by_scenario[...] = drawn[:, np.newaxis]
            else:
                sharing = [n for n, other in enumerate(self._seeds) if other == seed]
                by_scenario[:, sharing] = drawn[:, np.newaxis]


def draws_of(seeds: Sequence[int], first_life: int, lives: int) -> Source:
    """Return the draws of one scenario, or of several side by side."""
    return Draws(seeds[0], first_life, lives) if len(seeds) == 1 else SideBySide(seeds, first_life, lives)
