"""The last layer and regression heads on the first token, the rest frozen, in PyTorch.

Mode `P0`: the usual loop; frozen layers run in every step, under `no_grad` in `eval()`. `P1`: their output is computed once per
text. `P2`: as P1, and the last layer is run for the first token alone. One measurement builds the cache and trains some epochs.
"""

import protocol
from train import token_ids


def prepare(workload, mode):
    import torch
    from torch.nn import functional as F

    from bert import Bert, adam, compile_layers, freeze

    rung = mode.split(" ")[-1]
    model, batch, texts = workload["model"], workload["batch"], workload["texts"]
    bert = Bert(**model)
    freeze(bert, [model["layers"]])
    last = bert.layers[-1]
    head = torch.nn.Linear(model["hidden"], len(workload["tasks"]))
    weights = torch.tensor([task["weight"] for task in workload["tasks"]])
    optimizer = adam([*last.parameters(), *head.parameters()], workload["learningRate"])

    def prefix(ids):
        with torch.no_grad():
            states = bert.embeddings(ids)
            for layer in bert.layers[:-1]:
                states = layer(states)
            return states

    def loss_of(states, labels):
        first = last.first(states) if rung == "P2" else last(states)[:, 0]
        errors = (head(F.dropout(first, model["dropout"])) - labels).square().mean(0)
        return errors @ weights

    if mode.startswith("compile"):
        compile_layers(bert.layers[:-1], dynamic=False)
        loss_of = torch.compile(loss_of, dynamic=False)

    rounds = 0

    def measure():
        nonlocal rounds
        ids = token_ids(torch, {**workload, "batch": texts}, rounds * texts * workload["length"]).split(batch)
        labels = torch.rand(texts, len(weights)).split(batch)
        rounds += 1
        cache = None

        def build():
            nonlocal cache
            cache = [prefix(rows) for rows in ids]

        def epoch():
            for i, wanted in enumerate(labels):
                optimizer.zero_grad(set_to_none=True)
                loss_of(prefix(ids[i]) if cache is None else cache[i], wanted).backward()
                optimizer.step()

        building = 0.0 if rung == "P0" else protocol.seconds_of(build)
        return {"building": building, "epochs": [protocol.seconds_of(epoch) for _ in range(workload["epochs"][rung])]}

    return {"trained": sum(parameter.numel() for parameter in last.parameters())}, measure


if __name__ == "__main__":
    protocol.serve(prepare)
