"""The layer of transformer-layer.mjs in PyTorch: reads one case per line, answers with the milliseconds of one step."""
import json
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn


class Layer(nn.Module):
    """BERT's layer with scaled-dot-product attention and dropout 0.1 at three places."""

    def __init__(self, hidden, heads, inner, dropout=0.1):
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.query, self.key, self.value, self.attention_output = (nn.Linear(hidden, hidden) for _ in range(4))
        self.attention_norm, self.output_norm = (nn.LayerNorm(hidden, eps=1e-12) for _ in range(2))
        self.intermediate, self.output = nn.Linear(hidden, inner), nn.Linear(inner, hidden)

    def forward(self, states, bias, queries):
        batch, _, hidden = states.shape
        chosen = states[:, :queries]
        split = lambda x: x.view(batch, -1, self.heads, hidden // self.heads).transpose(1, 2)
        context = F.scaled_dot_product_attention(
            split(self.query(chosen)),
            split(self.key(states)),
            split(self.value(states)),
            attn_mask=bias,
            dropout_p=self.dropout,
        )
        attention = self.attention_output(context.transpose(1, 2).reshape(chosen.shape))
        middle = self.attention_norm(F.dropout(attention, self.dropout) + chosen)
        network = self.output(F.gelu(self.intermediate(middle)))
        return self.output_norm(F.dropout(network, self.dropout) + middle)


def stepper(batch, length, hidden, heads, inner, queries, isFrozen):
    layer = Layer(hidden, heads, inner)
    states = torch.randn(batch, length, hidden, requires_grad=not isFrozen)
    bias = torch.zeros(batch, 1, 1, length)
    gradient = torch.randn(batch, queries, hidden)

    def step():
        layer.zero_grad(set_to_none=True)
        states.grad = None
        layer(states, bias, queries).backward(gradient)

    return step


steppers = {}
for line in sys.stdin:
    case = json.loads(line)
    torch.set_num_threads(case.pop("threads"))
    if line not in steppers:
        steppers[line] = stepper(**case)
    start = time.perf_counter()
    steppers[line]()
    print((time.perf_counter() - start) * 1e3, flush=True)
