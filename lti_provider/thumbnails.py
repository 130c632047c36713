"""A picture for a subject, drawn from its name alone: no file to choose, none from elsewhere.

Pure Python. The key is a digest, so that an address says nothing of the subject.
"""

import hashlib
import re

WIDTH, HEIGHT = 240, 135
KEY = re.compile(r"[0-9a-f]{12}")


def key_of(subject: str) -> str:
    """The twelve hexadecimal digits that a subject's picture is drawn from."""
    return hashlib.sha256(subject.strip().casefold().encode()).hexdigest()[:12]


def draw(key: str) -> str:
    """The picture as SVG. Raises ValueError for what is no key."""
    if not KEY.fullmatch(key):
        raise ValueError("a key has twelve hexadecimal digits")
    numbers = bytes.fromhex(key)
    hue = numbers[0] * 360 // 256
    shapes = "".join(_shape(numbers[i], numbers[i + 1], numbers[i + 2]) for i in (1, 2, 3))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="hsl({hue},45%,32%)"/>'
        f'<g fill="none" stroke="hsl({(hue + 30) % 360},60%,74%)" stroke-width="5" '
        f'stroke-linejoin="round" opacity="0.85">{shapes}</g></svg>\n'
    )


def _shape(first: int, second: int, third: int) -> str:
    """A ring, a square or a zigzag whose middle is in the middle half of the picture."""
    x, y = WIDTH // 4 + first * WIDTH // 512, HEIGHT // 4 + second * HEIGHT // 512
    size = 18 + third // 5
    match (first + second) % 3:
        case 0:
            return f'<circle cx="{x}" cy="{y}" r="{size}"/>'
        case 1:
            return (
                f'<rect x="{x - size}" y="{y - size}" width="{2 * size}" height="{2 * size}" '
                f'rx="8" transform="rotate({third % 90} {x} {y})"/>'
            )
        case _:
            points = " ".join(
                f"{x + (i - 2) * size},{y + (size if i % 2 else -size)}" for i in range(5)
            )
            return f'<polyline points="{points}"/>'
