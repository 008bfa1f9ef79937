"""Sentence vectors in PyTorch: the mean over the tokens of each text, in batches of about equal length."""

import protocol


def prepare(workload, mode):
    import torch

    from bert import Bert, SentenceVectors, compile_layers

    model = SentenceVectors(Bert(**workload["model"])).eval()
    batches = [padded(torch, lengths, workload["model"]["vocabulary"]) for lengths in batches_of(workload)]
    if mode.startswith("compile"):
        compile_layers(model.bert.layers, dynamic=True)

    def run():
        with torch.inference_mode():
            return [model(ids, mask) for ids, mask in batches]

    return {}, lambda: {"seconds": protocol.seconds_of(run)}


def batches_of(workload):
    lengths, size = sorted(workload["lengths"]), workload["batch"]
    return [lengths[start : start + size] for start in range(0, len(lengths), size)]


def padded(torch, lengths, vocabulary):
    longest = max(lengths)
    mask = torch.arange(longest) < torch.tensor(lengths)[:, None]
    ids = 1000 + torch.arange(len(lengths) * longest).view(-1, longest) * 7919 % (vocabulary - 1522)
    return ids * mask, mask.float()


if __name__ == "__main__":
    protocol.serve(prepare)
