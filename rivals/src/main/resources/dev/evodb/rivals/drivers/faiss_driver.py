"""FAISS through its Python package; the protocol is that of the Java package dev.evodb.rivals.driver.

Variants: fastscan (4-bit codes scanned in registers), pq8 (half as many codes of 8 bits), both compared again by
floats, and hnsw (16 links a node and 32 at the bottom, construction beam 200). Queries go to the compiled search
with pointers made beforehand, so that Python adds about a microsecond each.
"""

import os
import resource
import sys
import time

import faiss
import numpy as np


def read_fvecs(file, most=None):
    raw = np.memmap(file, dtype=np.int32, mode="r")
    dims = int(raw[0])
    rows = raw.reshape(-1, dims + 1)[:most]
    if not (rows[:, 0] == dims).all():
        raise ValueError(file + " has rows of several lengths")
    return np.ascontiguousarray(rows[:, 1:]).view(np.float32)


def status_megabytes(field):
    with open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith(field):
                return int(line.split()[1]) / 1024
    return 0.0


def factory(request):
    variant = request["variant"]
    ivf = "IVF" + request["partitions"] + ",PQ"
    if variant == "fastscan":
        return ivf + request["subvectors"] + "x4fs,RFlat"
    if variant == "pq8":
        return ivf + str(int(request["subvectors"]) // 2) + "x8,RFlat"
    if variant == "hnsw":
        return "HNSW16"
    raise ValueError("no variant is called " + variant)


def build(request, file):
    faiss.omp_set_num_threads(int(request["threads"]))
    base = read_fvecs(request["base"])
    wall, cpu = time.perf_counter(), time.process_time()
    index = faiss.index_factory(base.shape[1], factory(request), faiss.METRIC_L2)
    if request["variant"] == "hnsw":
        index.hnsw.efConstruction = 200
    index.train(base)
    index.add(base)
    faiss.write_index(index, file)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"built {time.process_time() - cpu:.3f} {time.perf_counter() - wall:.3f} {peak:.1f}")


def setter(index):
    if isinstance(index, faiss.IndexHNSW):
        def set_beam(setting):
            index.hnsw.efSearch = int(setting)

        return set_beam
    ivf = faiss.extract_index_ivf(index)

    def set_probes(setting):
        nprobes, refine = setting.split("/")
        ivf.nprobe = int(nprobes)
        index.k_factor = float(refine)

    return set_probes


def measure(request, file):
    faiss.omp_set_num_threads(1)
    index = faiss.read_index(file)
    queries = read_fvecs(request["query"], int(request["queries"]))
    count, k = len(queries), int(request["k"])
    settings = request["settings"].split(",")
    apply = setter(index)
    distances = np.empty(k, dtype=np.float32)
    into_distances = faiss.swig_ptr(distances)
    pointers = [faiss.swig_ptr(query) for query in queries]
    search = index.search_c
    answers = {setting: np.full((count, k), -1, dtype=np.int64) for setting in settings}
    into = {setting: [faiss.swig_ptr(row) for row in answers[setting]] for setting in settings}
    spare = np.empty(k, dtype=np.int64)
    into_spare = faiss.swig_ptr(spare)
    end = time.perf_counter() + float(request["warmup"])
    following = 0
    while time.perf_counter() < end:
        for setting in settings:
            apply(setting)
            for _ in range(50):
                if time.perf_counter() >= end:
                    break
                search(1, pointers[following % count], k, into_distances, into_spare)
                following += 1
    cpu_rates = {setting: [] for setting in settings}
    wall_rates = {setting: [] for setting in settings}
    nanos = {setting: [] for setting in settings}
    seconds = dict.fromkeys(settings, 0.0)
    for number in range(int(request["passes"])):
        for setting in settings:
            if number > 0 and seconds[setting] >= float(request["limit"]):
                continue
            apply(setting)
            rows = into[setting]
            taken = []
            clock = time.perf_counter_ns
            cpu, begin = time.thread_time_ns(), clock()
            for query in range(count):
                start = clock()
                search(1, pointers[query], k, into_distances, rows[query])
                taken.append(clock() - start)
            wall, used = clock() - begin, time.thread_time_ns() - cpu
            cpu_rates[setting].append(count * 1e9 / max(1, used))
            wall_rates[setting].append(count * 1e9 / max(1, wall))
            nanos[setting] += taken
            seconds[setting] += wall / 1e9
    for setting in settings:
        rows = np.empty((count, k + 1), dtype=np.int32)
        rows[:, 0] = k
        rows[:, 1:] = answers[setting]
        rows.tofile(os.path.join(request["answers"], setting.replace("/", "_") + ".ivecs"))
        latencies = sorted(nanos[setting])
        p50, p99 = (latencies[int(len(latencies) * part)] / 1e3 for part in (0.5, 0.99))
        cpu, wall = (sorted(rates[setting])[len(rates[setting]) // 2] for rates in (cpu_rates, wall_rates))
        print(f"point {setting} {cpu:.3f} {wall:.3f} {p50:.3f} {p99:.3f}")
    print(f"memory {status_megabytes('VmRSS:'):.1f} {os.path.getsize(file) / index.ntotal:.1f}")


def main():
    request = dict(argument.split("=", 1) for argument in sys.argv[2:])
    print(f"note FAISS {faiss.__version__} {factory(request)}, Python package,{' ' + faiss.get_compile_options().strip()}")
    file = os.path.join(request["cache"], "faiss.index")
    if sys.argv[1] == "build":
        build(request, file)
    elif sys.argv[1] == "measure":
        measure(request, file)
    else:
        raise ValueError("expected build or measure")


main()
