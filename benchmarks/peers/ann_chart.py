"""A chart of recall against queries a second, drawn from the records of ann.py as SVG."""

import math

WIDTH, HEIGHT = 800, 460
LEFT, RIGHT, TOP, BOTTOM = 70, 230, 44, 50
RECALLS = (0.80, 1.00)
RATES = (500, 50_000)
COLOURS = ("#c4302b", "#8c564b", "#777777", "#b0b0b0", "#e39c37", "#2f7ed8", "#17a2b8", "#6f42c1",
           "#5a9e3d", "#1f3d7a", "#d66ba0")


def _x(recall: float) -> float:
    # Steps towards 1 count alike: .9, .99 and .999 lie equally far apart.
    far = [-math.log10(1.0005 - bound) for bound in RECALLS]
    share = (-math.log10(1.0005 - recall) - far[0]) / (far[1] - far[0])
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(rate: float) -> float:
    low, high = (math.log10(bound) for bound in RATES)
    return HEIGHT - BOTTOM - (math.log10(rate) - low) / (high - low) * (HEIGHT - TOP - BOTTOM)


def _front(points: list[dict]) -> list[dict]:
    """The settings that no other of the system beats in both recall and speed."""
    best: list[dict] = []
    for point in sorted(points, key=lambda p: (-p["recall"], -p["queries_per_second"])):
        if not best or point["queries_per_second"] > best[-1]["queries_per_second"]:
            best.append(point)
    return best[::-1]


def chart(records: list[dict], label: str) -> str:
    """Each system's best settings for one set of queries; up and to the right is better."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="24" font-size="15">Best ten of 200,000: {label} as queries, '
        f"one thread</text>",
    ]
    for recall in (0.80, 0.90, 0.95, 0.98, 0.99, 0.995, 0.999):
        x = _x(recall)
        lines.append(
            f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#ddd"/>'
            f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{recall:g}</text>'
        )
    for rate in (500, 1000, 2000, 5000, 10_000, 20_000, 50_000):
        y = _y(rate)
        lines.append(
            f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
            f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{rate:,}</text>'
        )
    lines.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" '
                 f'text-anchor="middle">recall@10</text>')
    lines.append(f'<text x="16" y="{HEIGHT / 2}" text-anchor="middle" '
                 f'transform="rotate(-90 16 {HEIGHT / 2})">queries a second</text>')
    names = list(dict.fromkeys(r["system"] for r in records))
    for place, name in enumerate(names):
        colour = COLOURS[place % len(COLOURS)]
        width = 3 if name.startswith("lens") else 1.5
        own = [r for r in records if r["system"] == name and r["queries"] == label]
        points = [(_x(p["recall"]), _y(p["queries_per_second"])) for p in _front(own)
                  if p["recall"] >= RECALLS[0] and p["queries_per_second"] >= RATES[0]]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        lines.append(f'<polyline points="{path}" fill="none" stroke="{colour}" '
                     f'stroke-width="{width}"/>')
        lines += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2" fill="{colour}"/>' for x, y in points]
        y = TOP + 10 + 18 * place
        x = WIDTH - RIGHT + 12
        lines.append(f'<path d="M{x} {y}h18" stroke="{colour}" stroke-width="{width}"/>'
                     f'<text x="{x + 24}" y="{y + 4}">{name}</text>')
    return "\n".join([*lines, "</svg>", ""])
