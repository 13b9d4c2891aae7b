"""Uniform draws that depend on seed, life, year, subject and channel, and on nothing else.

The generator is counter-based (Philox4x64-10: Salmon, Moraes, Dror and Shaw 2011): the key is made from
the seed and the subject, the counter from year, channel and life. So a life has the same draws however
many lives run beside it, wherever they run, and whatever else the scenario holds.
"""

from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

LIVES_PER_BLOCK: Final = 4
"""Philox gives four words for each value of its counter."""


class Draws:
    """Draws for a run of consecutive lives.

    The draw of a life is word `life mod 4` of the block whose counter is
    `(life div 4 + 1, channel, year, 0)`, under the first 16 bytes of BLAKE2b of `seed|subject` as two
    little-endian words of key; a word w becomes `(w >> 11) x 2^-53`, at least 0 and below 1.
    """

    def __init__(self, seed: int, first_life: int, lives: int):
        self.seed = seed
        self.block, self.skip = divmod(first_life, LIVES_PER_BLOCK)
        self.lives = lives
        self._bits = np.random.Philox(0)
        self._generator = np.random.Generator(self._bits)
        self._state = self._bits.state
        self._keys: dict[str, NDArray[np.uint64]] = {}
        self._row = np.empty(self.skip + lives)

    def uniform(self, subject: str, year: int, channel: int, out: NDArray[np.float64]) -> None:
        """Fill `out`, `[life]` and contiguous, with one draw for each life."""
        state = self._state["state"]
        state["key"] = self._key(subject)
        state["counter"] = np.array([self.block, channel, year, 0], np.uint64)
        self._bits.state = self._state
        if self.skip:
            self._generator.random(out=self._row)
            out[...] = self._row[self.skip :]
        else:
            self._generator.random(out=out)

    def _key(self, subject: str) -> NDArray[np.uint64]:
        if subject not in self._keys:
            digest = blake2b(f"{self.seed}|{subject}".encode(), digest_size=16).digest()
            self._keys[subject] = np.frombuffer(digest, "<u8").astype(np.uint64)
        return self._keys[subject]
