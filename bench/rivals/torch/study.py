"""The study of all subsets of auxiliary tasks in PyTorch: the last layer and regression heads on the first token are trained, and
each trial stops early on the main task's validation loss.

Mode `P0`: the usual loop; frozen layers run in every step, under `no_grad` in `eval()`. `P1`: their output is computed once per
text, for all trials. Labels are standardized on the training part, as our regression does. One measurement is the whole study, from the texts to the predictions of every trial.
"""

import copy

import protocol
from train import token_ids


def prepare(workload, mode):
    import torch
    from torch.nn import functional as F

    from bert import Bert, adam, compile_layers, freeze

    rung = mode.split(" ")[-1]
    model, batch, length = workload["model"], workload["batch"], workload["length"]
    bert = Bert(**model)
    freeze(bert, [model["layers"]])
    start = bert.layers[-1]
    if mode.startswith("compile"):
        compile_layers(bert.layers[:-1], dynamic=False)

    def prefix(ids):
        with torch.no_grad():
            states = bert.embeddings(ids)
            for layer in bert.layers[:-1]:
                states = layer(states)
            return states

    def labels_of(ids):
        """Shares of tokens with some remainder, one per task: something that can be learnt a little."""
        tasks = torch.arange(workload["tasks"]) + 2
        return ((ids[:, 1:-1, None] * tasks) % 11 < 4).float().mean(1) * 3

    def trial(auxiliary, seed, training, validation):
        torch.manual_seed(seed)
        chosen = [0, *auxiliary]
        weights = torch.tensor([1.0] + [2 / 3 / max(len(auxiliary), 1)] * len(auxiliary))
        last = copy.deepcopy(start)
        if mode.startswith("compile"):
            compile_layers([last], dynamic=False)
        head = torch.nn.Linear(model["hidden"], len(chosen))
        head.weight.data.normal_(0.0, 0.02)
        head.bias.data.zero_()
        optimizer = adam([*last.parameters(), *head.parameters()], workload["learningRate"])

        def outputs(rows):
            states = prefix(rows) if rung == "P0" else rows
            return head(F.dropout(last(states)[:, 0], model["dropout"], last.training))

        (texts, labels), (held, wanted) = training, validation
        best, patience, kept, epochs = float("inf"), 0, None, 0
        while patience < workload["patience"] and epochs < workload["maxEpochs"]:
            last.train()
            for rows in torch.randperm(len(texts)).split(batch):
                optimizer.zero_grad(set_to_none=True)
                errors = (outputs(texts[rows]) - labels[rows][:, chosen]).square().mean(0)
                (errors @ weights).backward()
                optimizer.step()
            epochs += 1
            last.eval()
            with torch.no_grad():
                loss = sum(
                    (outputs(rows)[:, 0] - own[:, 0]).square().sum().item()
                    for rows, own in zip(held.split(batch), wanted.split(batch))
                ) / len(held)
            if loss < best:
                best, patience = loss, 0
                kept = copy.deepcopy([last.state_dict(), head.state_dict()])
            else:
                patience += 1
        last.load_state_dict(kept[0])
        head.load_state_dict(kept[1])
        last.eval()
        with torch.no_grad():
            predictions = torch.cat([outputs(rows) for rows in held.split(batch)])
        return epochs, predictions

    rounds = 0

    def measure():
        nonlocal rounds
        count = workload["training"] + workload["validation"]
        ids = token_ids(torch, {**workload, "batch": count}, rounds * count * length)
        rounds += 1
        epochs = []

        def study():
            labels = labels_of(ids)
            states = ids if rung == "P0" else torch.cat([prefix(rows) for rows in ids.split(batch)])
            cut = workload["training"]
            labels = (labels - labels[:cut].mean(0)) / labels[:cut].std(0)
            parts = [(states[:cut], labels[:cut]), (states[cut:], labels[cut:])]
            for subset in range(2 ** (workload["tasks"] - 1)):
                auxiliary = [task + 1 for task in range(workload["tasks"] - 1) if subset >> task & 1]
                for seed in range(workload["seeds"]):
                    epochs.append(trial(auxiliary, seed, *parts)[0])

        seconds = protocol.seconds_of(study)
        return {"seconds": seconds, "trials": len(epochs), "epochs": sum(epochs)}

    return {"trained": sum(parameter.numel() for parameter in start.parameters())}, measure


if __name__ == "__main__":
    protocol.serve(prepare)
