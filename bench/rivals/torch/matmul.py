"""A matrix product in PyTorch."""

import protocol


def prepare(workload, mode):
    import torch

    rows, inner, columns = workload["shape"]
    a, b = torch.randn(rows, inner), torch.randn(inner, columns)

    def products():
        for _ in range(workload["repeats"]):
            a @ b

    return {}, lambda: {"seconds": protocol.seconds_of(products)}


if __name__ == "__main__":
    protocol.serve(prepare)
