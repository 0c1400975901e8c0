"""The results as Markdown tables, and their place in the README."""

from pathlib import Path

from .results import NAMES, SetResult

_BEGIN = "<!-- quality: written by quality/run.sh -->"
_END = "<!-- end of quality -->"
_MEASURES = {"ndcg_10": "nDCG@10", "mrr_10": "MRR@10", "recall_100": "recall@100"}


def tables(results: dict[str, SetResult]) -> str:
    """One table for each measure, the comparison with the best peer, and the times of lens."""
    parts = [_measure_table(results, key) for key in _MEASURES]
    compared = {name: each for name, each in results.items() if each.p_against_lens}
    if compared:
        parts.insert(1, _comparison_table(compared))
    if any(each.lens_times for each in results.values()):
        parts.append(_times_table(results))
    return "\n\n".join(parts)


def write_readme(path: Path, text: str) -> None:
    """Puts `text` between the two markers of the README."""
    before, begin, rest = path.read_text("utf-8").partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise SystemExit(f"{path}: expected the lines {_BEGIN} and {_END}, found none. Add them.")
    path.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", "utf-8")


def _measure_table(results: dict[str, SetResult], measure: str) -> str:
    systems = [key for key in NAMES if any(key in each.means for each in results.values())]
    rows = [[_MEASURES[measure], "papers", "queries", *(NAMES[key] for key in systems)]]
    for name, result in results.items():
        figures = {key: _fixed(means[measure]) for key, means in result.means.items()}
        best = max(figures.values(), default=None)
        rows.append([name, f"{result.papers:,}", f"{result.queries:,}"])
        for key in systems:
            figure = figures.get(key, "–")
            rows[-1].append(f"**{figure}**" if figure == best else figure)
    return _table(rows)


def _comparison_table(results: dict[str, SetResult]) -> str:
    rows = [["lens against the best peer", "peer", "difference in nDCG@10", "p"]]
    for name, result in results.items():
        peer = result.best_peer()
        if peer is None:
            continue
        difference = result.means["lens"]["ndcg_10"] - result.means[peer]["ndcg_10"]
        p = result.p_against_lens[peer]
        p_text = "< .001" if p < 0.001 else _fixed(p)
        rows.append([name, NAMES[peer], _signed(difference), p_text])
    return _table(rows)


def _times_table(results: dict[str, SetResult]) -> str:
    rows = [["lens", "papers", "index, s", "query, ms: median", "99th percentile"]]
    for name, result in results.items():
        if times := result.lens_times:
            milliseconds = [f"{times.query_ms_median:.1f}", f"{times.query_ms_p99:.1f}"]
            rows.append([name, f"{result.papers:,}", f"{times.index_seconds:.1f}", *milliseconds])
    return _table(rows)


def _table(rows: list[list[str]]) -> str:
    """A Markdown table; the first row is its head."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def _fixed(value: float) -> str:
    """Three decimals, without the zero before the point."""
    return f"{value:.3f}".removeprefix("0")


def _signed(value: float) -> str:
    """Three decimals with a sign, none where they are all zero."""
    figure = _fixed(abs(value))
    if figure == ".000":
        return figure
    return f"{'−' if value < 0 else '+'}{figure}"
