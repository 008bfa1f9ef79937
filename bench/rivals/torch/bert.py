"""BERT in plain PyTorch: post-layer-norm layers, one product for queries, keys and values, fused attention where there is one."""

import math

import torch
from torch import nn
from torch.nn import functional as F

FUSED_ATTENTION = hasattr(F, "scaled_dot_product_attention")


def attend(queries, keys, values, mask, dropout):
    """`mask` adds to the scores, `[batch, 1, 1, keys]`; `None` where nothing is padding."""
    if FUSED_ATTENTION:
        return F.scaled_dot_product_attention(queries, keys, values, attn_mask=mask, dropout_p=dropout)
    scores = queries @ keys.transpose(-1, -2) / math.sqrt(queries.shape[-1])
    if mask is not None:
        scores = scores + mask
    return F.dropout(scores.softmax(-1), dropout) @ values


class Layer(nn.Module):
    def __init__(self, hidden, heads, intermediate, dropout):
        super().__init__()
        self.heads = heads
        self.rate = dropout
        self.projection = nn.Linear(hidden, 3 * hidden)
        self.attention_output = nn.Linear(hidden, hidden)
        self.attention_norm = nn.LayerNorm(hidden, eps=1e-12)
        self.intermediate = nn.Linear(hidden, intermediate)
        self.output = nn.Linear(intermediate, hidden)
        self.output_norm = nn.LayerNorm(hidden, eps=1e-12)

    def forward(self, states, mask=None):
        queries, keys, values = map(self.split, self.projection(states).chunk(3, -1))
        return self.finish(states, attend(queries, keys, values, mask, self.attention_dropout()))

    def first(self, states, mask=None):
        """The layer for the first token of each text alone: `[batch, hidden]`."""
        hidden = states.shape[-1]
        weight, bias = self.projection.weight, self.projection.bias
        first = states[:, :1]
        queries = self.split(F.linear(first, weight[:hidden], bias[:hidden]))
        keys, values = map(self.split, F.linear(states, weight[hidden:], bias[hidden:]).chunk(2, -1))
        return self.finish(first, attend(queries, keys, values, mask, self.attention_dropout()))[:, 0]

    def finish(self, states, context):
        batch, length, hidden = states.shape
        context = context.transpose(1, 2).reshape(batch, length, hidden)
        middle = self.attention_norm(states + self.drop(self.attention_output(context)))
        inner = F.gelu(self.intermediate(middle))
        return self.output_norm(middle + self.drop(self.output(inner)))

    def split(self, x):
        batch, length, hidden = x.shape
        return x.view(batch, length, self.heads, hidden // self.heads).transpose(1, 2)

    def drop(self, x):
        return F.dropout(x, self.rate, self.training)

    def attention_dropout(self):
        return self.rate if self.training else 0.0


class Embeddings(nn.Module):
    def __init__(self, vocabulary, positions, hidden, dropout):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, hidden)
        self.positions = nn.Embedding(positions, hidden)
        self.types = nn.Embedding(2, hidden)
        self.norm = nn.LayerNorm(hidden, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, ids):
        places = self.positions.weight[: ids.shape[1]] + self.types.weight[0]
        return self.dropout(self.norm(self.tokens(ids) + places))


class Bert(nn.Module):
    def __init__(self, layers, hidden, heads, intermediate, vocabulary, positions, dropout):
        super().__init__()
        self.embeddings = Embeddings(vocabulary, positions, hidden, dropout)
        self.layers = nn.ModuleList(Layer(hidden, heads, intermediate, dropout) for _ in range(layers))
        for module in self.modules():
            if isinstance(module, (nn.Linear, nn.Embedding)):
                module.weight.data.normal_(0.0, 0.02)
            if isinstance(module, nn.Linear):
                module.bias.data.zero_()

    def forward(self, ids, mask=None):
        states = self.embeddings(ids)
        for layer in self.layers:
            states = layer(states, mask)
        return states


def freeze(bert, trained, frozen_dropout=False):
    """Trains some layers (0: the embeddings), or `all`; gives the lowest. `frozen_dropout` is for those above it."""
    parts = [bert.embeddings, *bert.layers]
    numbers = range(len(parts)) if trained == "all" else trained
    lowest = min(numbers)
    for number, part in enumerate(parts):
        part.requires_grad_(number in numbers)
        part.train(number in numbers or (frozen_dropout and number > lowest))
    return lowest


def compile_layers(layers, dynamic):
    """Compiles the layers, all of which share one piece of code: as fast as one piece for all, and ready much sooner."""
    for layer in layers:
        layer.compile(dynamic=dynamic)


def adam(parameters, learning_rate):
    """Adam in its fastest form: one fused kernel, in releases that have it on CPU."""
    try:
        return torch.optim.Adam(parameters, lr=learning_rate, fused=True)
    except (RuntimeError, TypeError):
        return torch.optim.Adam(parameters, lr=learning_rate, foreach=True)


class SentenceVectors(nn.Module):
    """The mean over the tokens of each text, padding left out: `[batch, hidden]`."""

    def __init__(self, bert):
        super().__init__()
        self.bert = bert

    def forward(self, ids, mask):
        bias = (1 - mask[:, None, None, :]) * torch.finfo(torch.float32).min
        states = self.bert(ids, bias)
        return (states * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
