"""Pseudo-log-likelihoods in PyTorch: the masked copies of a sentence are one batch; `full` computes logits over the whole
vocabulary at every position, `scored` at the masked position alone."""

import protocol

MASK = 4


def prepare(workload, mode):
    import torch
    from torch import nn
    from torch.nn import functional as F

    from bert import Bert

    model = workload["model"]
    bert = Bert(**model).eval()
    dense = nn.Linear(model["hidden"], model["hidden"])
    norm = nn.LayerNorm(model["hidden"], eps=1e-12)
    decoder = nn.Linear(model["hidden"], model["vocabulary"])
    decoder.weight = bert.embeddings.tokens.weight
    texts = [
        torch.cat([torch.tensor([2]), 5 + torch.arange(length - 2) * 7919 % (model["vocabulary"] - 5), torch.tensor([3])])
        for length in workload["lengths"]
    ]

    def score(ids):
        targets = torch.arange(1, len(ids) - 1)
        copies = ids.repeat(len(targets), 1)
        rows = torch.arange(len(targets))
        copies[rows, targets] = MASK
        states = bert(copies)
        if mode == "scored":
            states = states[rows, targets]
        logits = decoder(norm(F.gelu(dense(states))))
        if mode == "full":
            return logits.log_softmax(-1)[rows, targets, ids[targets]]
        return logits.log_softmax(-1)[rows, ids[targets]]

    def run():
        with torch.inference_mode():
            return [score(ids).sum().item() for ids in texts]

    return {}, lambda: {"seconds": protocol.seconds_of(run)}


if __name__ == "__main__":
    protocol.serve(prepare)
