"""Draws the runs of peers/svd.py, processor time against captured energy, as an SVG.

    python3 svd_chart.py ../runs/svd-100k.json > ../runs/svd.svg
"""

import json
import math
import sys

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 720, 380, 70, 50, 40, 30
COLOURS = {"lens": "#2f6f9f", "sklearn": "#c2572b", "gensim": "#5f8f3f"}


def main():
    report = json.load(open(sys.argv[1]))
    runs = report["runs"]
    times = [run["processor_seconds"] for run in runs]
    shares = [run["captured_energy"] for run in runs]
    least, most = math.log10(min(times)) - 0.1, math.log10(max(times)) + 0.25
    low, high = math.floor(min(shares) * 200) / 200, math.ceil(max(shares) * 200) / 200

    def x(seconds):
        return LEFT + (math.log10(seconds) - least) / (most - least) * (WIDTH - LEFT - RIGHT)

    def y(share):
        return HEIGHT - BOTTOM - (share - low) / (high - low) * (HEIGHT - BOTTOM - TOP)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12" fill="#333">',
        "<title>Truncated SVD: processor seconds against captured energy</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="22" font-size="14">k = {report["rank"]} of {report["rows"]:,} × '
        f'{report["columns"]:,}, {report["cells"] / 1e6:.1f} million cells</text>',
    ]
    share = low
    while share <= high + 1e-9:
        out.append(f'<path d="M{LEFT} {y(share):.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        out.append(f'<text x="{LEFT - 8}" y="{y(share) + 4:.1f}" text-anchor="end">{share:.3f}</text>')
        share += 0.005
    for seconds in (1, 2, 5, 10, 20, 50, 100, 200, 500):
        if least < math.log10(seconds) < most:
            out.append(f'<path d="M{x(seconds):.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#eee"/>')
            out.append(
                f'<text x="{x(seconds):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">'
                f"{seconds}</text>")
    out.append(
        f'<text x="{(LEFT + WIDTH) / 2}" y="{HEIGHT - 10}" text-anchor="middle">'
        "processor seconds</text>")
    out.append(f'<text x="{LEFT - 8}" y="{TOP - 8}" text-anchor="end">energy</text>')
    lines = {system: 0.0 for system in COLOURS}
    for run in sorted(runs, key=lambda run: -run["captured_energy"]):
        name = run["system"] if run["system"] != "lens" else f"lens, {run['way']}"
        place = x(run["processor_seconds"]), y(run["captured_energy"])
        # Names of one system keep a line's distance from those above.
        line = lines[run["system"]] = max(place[1], lines[run["system"]] + 15)
        colour = COLOURS[run["system"]]
        out.append(f'<circle cx="{place[0]:.1f}" cy="{place[1]:.1f}" r="4" fill="{colour}"/>')
        left = place[0] + 9 if place[0] < WIDTH * 0.8 else place[0] - 9
        anchor = "start" if left > place[0] else "end"
        out.append(
            f'<text x="{left:.1f}" y="{line + 4:.1f}" text-anchor="{anchor}" '
            f'fill="{colour}">{name}</text>')
    print("\n".join(out + ["</svg>"]))


if __name__ == "__main__":
    main()
