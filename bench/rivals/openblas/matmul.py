"""A matrix product by OpenBLAS: `sgemm` through NumPy, whose wheels bring OpenBLAS along."""

import json
import sys
import time

INSTALL = "pip install -r bench/rivals/openblas/requirements.txt"


def answer(**values):
    print(json.dumps(values), flush=True)


def main():
    workload = json.loads(sys.argv[1])
    try:
        import numpy
    except ImportError as error:
        answer(missing=f"{error}; install it with: {INSTALL}")
        return
    blas = numpy.show_config(mode="dicts")["Build Dependencies"]["blas"]
    if "openblas" not in blas["name"]:
        answer(missing=f"NumPy was built with {blas['name']}; install one with OpenBLAS: {INSTALL}")
        return

    rows, inner, columns = workload["shape"]
    draw = numpy.random.default_rng(1).standard_normal
    a, b = draw((rows, inner), numpy.float32), draw((inner, columns), numpy.float32)
    answer(version=f"openblas-{blas['version']}", threads=workload["threads"])
    for _ in sys.stdin:
        start = time.perf_counter()
        for _ in range(workload["repeats"]):
            a @ b
        answer(seconds=time.perf_counter() - start)


main()
