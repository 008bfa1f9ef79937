"""Writes sentence vectors of a random BERT as an ONNX model: `export.py WORKLOAD FILE`."""

import json
import sys

import protocol


def main():
    workload, file = json.loads(sys.argv[1]), sys.argv[2]
    try:
        import onnxscript  # noqa: F401: torch.onnx needs it, and says so late
        import torch
    except ImportError as error:
        protocol.answer(missing=f"{error}; install it with: {protocol.INSTALL}")
        return
    from bert import Bert, SentenceVectors

    torch.manual_seed(1)
    model = SentenceVectors(Bert(**workload["model"])).eval()
    ids = torch.randint(1000, 2000, (2, 16))
    batch, length = torch.export.Dim("batch"), torch.export.Dim("length", max=workload["model"]["positions"])
    torch.onnx.export(
        model,
        (ids, torch.ones(2, 16)),
        file,
        input_names=["ids", "mask"],
        output_names=["vectors"],
        dynamic_shapes={"ids": {0: batch, 1: length}, "mask": {0: batch, 1: length}},
        external_data=False,
        verbose=False,
    )
    protocol.answer(version=f"torch-{torch.__version__.split('+')[0]}")


main()
