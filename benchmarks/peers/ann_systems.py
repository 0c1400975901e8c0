"""The peers of ann.py: how each is built, saved, and searched at several settings."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

Search = Callable[[np.ndarray, int], np.ndarray]

DEPTHS = (10, 14, 20, 28, 36, 40, 44, 48, 52, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 480)
PROBES = (4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256)
LISTS = 1024


class Built(NamedTuple):
    """An index that is ready to be searched."""

    save: Callable[[str], object]
    searches: list[tuple[str, Search]]


def _faiss(description: str, settings: dict[str, dict[str, int]]):
    def build(base: np.ndarray, threads: int) -> Built:
        import faiss

        faiss.omp_set_num_threads(threads)
        index = faiss.index_factory(base.shape[1], description, faiss.METRIC_INNER_PRODUCT)
        if "IVF" in description:
            faiss.extract_index_ivf(index).cp.niter = 10
        if "HNSW" in description:
            index.hnsw.efConstruction = 200
        index.train(base)
        index.add(base)
        space = faiss.ParameterSpace()

        def search(parameters: dict[str, int]) -> Search:
            def run(queries: np.ndarray, k: int) -> np.ndarray:
                faiss.omp_set_num_threads(1)
                for name, value in parameters.items():
                    space.set_index_parameter(index, name, value)
                return index.search(queries, k)[1]

            return run

        return Built(
            lambda path: faiss.write_index(index, path),
            [(name, search(parameters)) for name, parameters in settings.items()],
        )

    return build


def _hnswlib(base: np.ndarray, threads: int) -> Built:
    import hnswlib

    index = hnswlib.Index(space="ip", dim=base.shape[1])
    index.init_index(max_elements=len(base), M=16, ef_construction=200, random_seed=1)
    index.add_items(base, num_threads=threads)

    def search(ef: int) -> Search:
        def run(queries: np.ndarray, k: int) -> np.ndarray:
            index.set_ef(ef)
            return index.knn_query(queries, k=k, num_threads=1)[0]

        return run

    return Built(index.save_index, [(f"ef {ef}", search(ef)) for ef in DEPTHS])


def _usearch(kind: str):
    def build(base: np.ndarray, threads: int) -> Built:
        from usearch.index import Index

        index = Index(
            ndim=base.shape[1], metric="ip", dtype=kind, connectivity=16, expansion_add=128
        )
        index.add(np.arange(len(base)), base, threads=threads)

        def search(ef: int) -> Search:
            def run(queries: np.ndarray, k: int) -> np.ndarray:
                index.expansion_search = ef
                return index.search(queries, k, threads=1).keys.astype(np.int64)

            return run

        return Built(index.save, [(f"ef {ef}", search(ef)) for ef in DEPTHS])

    return build


def _rabitq_ivf(base: np.ndarray, threads: int) -> Built:
    import rabitqlib

    # On unit vectors the nearest by distance are the best by inner product.
    clustering = rabitqlib.RaBitQKMeans(base.shape[1], LISTS, num_threads=threads, niter=10)
    clustering.train(base)
    index = rabitqlib.IvfIndex(base.shape[1], len(base), LISTS, 8)
    index.build(base, clustering.centroids, clustering.assignments, num_threads=threads)

    def search(probes: int) -> Search:
        return lambda queries, k: _rows(index.search(queries, k, probes, num_threads=1))

    return Built(index.save, [(f"{n} lists", search(n)) for n in PROBES])


def _rabitq_graph(base: np.ndarray, threads: int) -> Built:
    import rabitqlib

    index = rabitqlib.SymqgIndex(base.shape[1], 32)
    index.build(base, 200, num_threads=threads)

    def search(ef: int) -> Search:
        return lambda queries, k: _rows(index.search_batch(queries, k, ef, num_threads=1))

    return Built(index.save, [(f"ef {ef}", search(ef)) for ef in DEPTHS])


def _rows(found: tuple) -> np.ndarray:
    """The ids of a result of rabitqlib, whichever of the two arrays they are."""
    return next(part for part in found if np.issubdtype(part.dtype, np.integer))


def _vamana(base: np.ndarray, threads: int) -> Built:
    import svs

    # LVQ, the compression that goes with this graph, ends the process on processors not of Intel.
    parameters = svs.VamanaBuildParameters(alpha=0.95, graph_max_degree=32, window_size=128)
    index = svs.Vamana.build(parameters, base, svs.DistanceType.MIP, num_threads=threads)
    index.num_threads = 1

    def search(window: int) -> Search:
        def run(queries: np.ndarray, k: int) -> np.ndarray:
            index.search_window_size = window
            return index.search(queries, k)[0].astype(np.int64)

        return run

    return Built(
        lambda path: index.save(f"{path}-config", f"{path}-graph", f"{path}-data"),
        [(f"window {n}", search(n)) for n in DEPTHS],
    )


SYSTEMS: dict[str, Callable[[np.ndarray, int], Built]] = {
    "FAISS Flat": _faiss("Flat", {"exhaustive": {}}),
    "FAISS SQ8": _faiss("SQ8", {"exhaustive": {}}),
    "FAISS IVF PQ fast scan + SQ8": _faiss(
        f"IVF{LISTS},PQ128x4fs,Refine(SQ8)",
        {f"{n} lists": {"nprobe": n, "k_factor_rf": 10} for n in PROBES},
    ),
    "FAISS HNSW": _faiss("HNSW16", {f"ef {n}": {"efSearch": n} for n in DEPTHS}),
    "hnswlib": _hnswlib,
    "usearch i8": _usearch("i8"),
    "rabitqlib IVF 8 bits": _rabitq_ivf,
    "rabitqlib SymphonyQG": _rabitq_graph,
    "SVS Vamana": _vamana,
}
