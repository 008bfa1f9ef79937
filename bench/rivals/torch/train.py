"""Training steps in PyTorch: the tasks of a workload on one BERT, Adam, dropout.

Frozen layers below the lowest trained one run under `no_grad` in `eval()`. Those above it, which gradients pass, keep their
dropout in the mode `dropout`, and have none otherwise. A masked view stands in one batch with the text itself, and the
vocabulary is scored at masked positions alone.
"""

import protocol


def prepare(workload, mode):
    import torch
    from torch import nn
    from torch.nn import functional as F

    from bert import Bert, adam, compile_layers, freeze

    model, batch, length = workload["model"], workload["batch"], workload["length"]
    hidden, depth, rate = model["hidden"], model["layers"], model["dropout"]
    bert = Bert(**model)
    lowest = freeze(bert, workload["trained"], frozen_dropout="dropout" in mode)
    ids = token_ids(torch, workload)

    parts, heads = [], nn.ModuleDict()
    for task in workload["tasks"]:
        head, part = TASKS[task["kind"]](torch, task, bert, workload)
        heads[task["name"]] = head
        parts.append((task["layer"], task["kind"], part))
    masked = any(kind == "masking" for _, kind, _ in parts)
    parameters = [p for p in [*bert.parameters(), *heads.parameters()] if p.requires_grad]
    optimizer = adam(parameters, workload["learningRate"])

    def upper(states):
        """The layers that gradients pass, and what the tasks read of them."""
        read = {lowest - 1: states}
        for number in range(max(lowest, 1), depth + 1):
            states = bert.layers[number - 1](states)
            read[number] = states
        return [read[layer] for layer, _, _ in parts]

    def forward(rows):
        if lowest == 0:
            return upper(bert.embeddings(rows))
        with torch.no_grad():
            states = bert.embeddings(rows)
            for layer in bert.layers[: lowest - 1]:
                states = layer(states)
        return upper(states)

    if mode.startswith("compile"):
        compile_layers(bert.layers, dynamic=False)

    def step():
        optimizer.zero_grad(set_to_none=True)
        rows, chosen = (with_masked_view(torch, ids, model["vocabulary"]) if masked else (ids, None))
        loss = sum(
            part(F.dropout(pick(states, kind, batch, chosen), rate), chosen)
            for states, (_, kind, part) in zip(forward(rows), parts)
        )
        loss.backward()
        optimizer.step()

    facts = {"trained": sum(parameter.numel() for parameter in bert.parameters() if parameter.requires_grad)}
    return facts, lambda: {"seconds": protocol.seconds_of(step)}


def token_ids(torch, workload, first=0):
    """Arbitrary tokens, none of them padding."""
    shape = (workload["batch"], workload["length"])
    numbers = torch.arange(first, first + shape[0] * shape[1]).view(shape)
    return 1000 + numbers * 7919 % (workload["model"]["vocabulary"] - 1522)


def with_masked_view(torch, ids, vocabulary):
    """The texts and, below them, their masked view; and what was masked: flat positions and the tokens there."""
    chosen = torch.rand(ids.shape) < 0.15
    kind = torch.rand(ids.shape)
    other = torch.where(kind < 0.8, 103, torch.randint(1000, vocabulary, ids.shape))
    view = torch.where(chosen & (kind < 0.9), other, ids)
    positions = chosen.view(-1).nonzero().squeeze(1)
    return torch.cat([ids, view]), (positions, ids.view(-1)[positions])


def pick(states, kind, batch, chosen):
    if kind == "masking":
        return states[batch:].reshape(-1, states.shape[-1])[chosen[0]]
    return states if kind == "tagging" else states[:batch, 0]


def classification(torch, task, bert, workload):
    head = torch.nn.Linear(workload["model"]["hidden"], task["classes"])
    labels = torch.arange(workload["batch"]) % task["classes"]
    return head, lambda features, _: torch.nn.functional.cross_entropy(head(features), labels)


def tagging(torch, task, bert, workload):
    head = torch.nn.Linear(workload["model"]["hidden"], task["classes"])
    labels = torch.arange(workload["batch"] * workload["length"]) % task["classes"]
    return head, lambda features, _: torch.nn.functional.cross_entropy(
        head(features).view(-1, task["classes"]), labels
    )


def masking(torch, task, bert, workload):
    nn, F = torch.nn, torch.nn.functional
    hidden, vocabulary = workload["model"]["hidden"], workload["model"]["vocabulary"]
    transform = nn.Sequential(nn.Linear(hidden, hidden), nn.GELU(), nn.LayerNorm(hidden, eps=1e-12))
    bias = nn.Parameter(torch.zeros(vocabulary))
    transform.register_parameter("bias", bias)
    decoder = bert.embeddings.tokens.weight

    def loss(features, chosen):
        return F.cross_entropy(F.linear(transform(features), decoder, bias), chosen[1])

    return transform, loss


TASKS = {"classification": classification, "tagging": tagging, "masking": masking}

if __name__ == "__main__":
    protocol.serve(prepare)
