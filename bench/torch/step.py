"""The training step of bench/step in PyTorch: BERT, one classification head on the first token, Adam, dropout.

Reads the workload as JSON from its argument. Prints one line of JSON when it is ready, then one for every line that it
is given: the seconds of one step, its loss, and the largest resident memory so far.
"""

import json
import resource
import sys
import time


def answer(**values):
    print(json.dumps(values), flush=True)


def main():
    workload = json.loads(sys.argv[1])
    try:
        import torch
        from transformers import BertConfig, BertModel
    except ImportError as error:
        answer(missing=f"{error}; install it with: pip install -r bench/torch/requirements.txt")
        return

    if workload["threads"] is not None:
        torch.set_num_threads(workload["threads"])
    torch.manual_seed(1)
    encoder = BertModel(BertConfig(**workload["config"]), add_pooling_layer=False)
    head = torch.nn.Linear(workload["config"]["hidden_size"], workload["classes"])
    dropout = torch.nn.Dropout(workload["config"]["hidden_dropout_prob"])
    parameters = [*encoder.parameters(), *head.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=workload["learningRate"])
    encoder.train()

    ids = torch.tensor(workload["ids"])
    mask = torch.ones_like(ids)
    labels = torch.tensor(workload["labels"])

    def step():
        optimizer.zero_grad()
        first = encoder(input_ids=ids, attention_mask=mask).last_hidden_state[:, 0]
        loss = torch.nn.functional.cross_entropy(head(dropout(first)), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    answer(
        version=f"torch-{torch.__version__.split('+')[0]}",
        threads=torch.get_num_threads(),
        parameters=sum(parameter.numel() for parameter in parameters),
    )
    for _ in sys.stdin:
        start = time.perf_counter()
        loss = step()
        seconds = time.perf_counter() - start
        answer(seconds=seconds, loss=loss, peakBytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


main()
