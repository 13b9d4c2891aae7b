"""Colours as they are seen: in grey, and with each kind of colour blindness, in CIE Lab."""

import numpy as np
from matplotlib.colors import to_rgb

# Machado, Oliveira and Fernandes 2009, severity 1 (doi:10.1109/TVCG.2009.113), on linear light.
BLINDNESS = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}

# IEC 61966-2-1, and its white.
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])

GREY = "grey"
WAYS = ("colour", GREY, *BLINDNESS)


def seen(colour, way):
    """Return a colour in Lab as it is seen in one of the ways."""
    values = np.array(to_rgb(colour))
    light = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    if way == GREY:
        light = np.full(3, TO_XYZ[1] @ light)
    elif way in BLINDNESS:
        light = np.clip(np.array(BLINDNESS[way]) @ light, 0, 1)
    xyz = TO_XYZ @ light / WHITE
    x, y, z = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one, other, way):
    """Return how far two colours are apart: CIE 1976, of which 2.3 is just noticed."""
    return float(np.linalg.norm(seen(one, way) - seen(other, way)))
