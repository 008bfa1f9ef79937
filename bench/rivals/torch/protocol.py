"""What all programs here have in common: they tell what they are in one line of JSON, then measure once per line that they are given."""

import json
import resource
import sys
import time

INSTALL = "pip install -r bench/rivals/torch/requirements.txt"


def answer(**values):
    print(json.dumps(values), flush=True)


def peak_bytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def seconds_of(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def blas():
    """The library behind the matrix products: PyTorch's own MKL, or what the process has loaded."""
    import torch

    if torch.backends.mkl.is_available():
        return "MKL"
    with open("/proc/self/maps") as maps:
        loaded = maps.read()
    if "libopenblas" in loaded:
        return "OpenBLAS"
    if "/libblas" in loaded:
        return "reference BLAS"
    return "unknown"


def serve(prepare):
    """`prepare(workload, mode)` gives facts, and a function that measures once."""
    workload, mode = json.loads(sys.argv[1]), sys.argv[2]
    try:
        import torch
    except ImportError as error:
        answer(missing=f"{error}; install it with: {INSTALL}")
        return
    if mode.startswith("compile") and not hasattr(torch, "compile"):
        answer(missing=f"PyTorch {torch.__version__} has no torch.compile")
        return
    torch.set_num_threads(workload["threads"])
    torch.manual_seed(1)
    facts, measure = prepare(workload, mode)
    answer(
        version=f"torch-{torch.__version__.split('+')[0].replace('a0', '')}",
        threads=torch.get_num_threads(),
        blas=blas(),
        **facts,
    )
    for _ in sys.stdin:
        answer(**measure(), peakBytes=peak_bytes())
