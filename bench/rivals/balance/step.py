"""Balanced training steps with TorchJD and LibMTL: several regressions on the first token of one BERT, Adam, dropout.

The encoder is that of `../torch`. With TorchJD the gradients of the tasks are taken one after the other (`torchjd`) or all at
once by vmap (`torchjd-vmap`), and the Gramian is summed parameter by parameter, which saves memory; with LibMTL at the
parameters (`libmtl`) or at the representation (`libmtl-rep`). The method `equal` is the plain sum of losses.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "torch"))
import protocol  # noqa: E402


def prepare(workload, mode):
    import torch
    from bert import Bert, adam
    from torch import nn
    from torch.nn import functional as F

    batch, length, model = workload["batch"], workload["length"], workload["model"]
    names = [task["name"] for task in workload["tasks"]]
    bert = Bert(**model)
    heads = nn.ModuleDict({name: nn.Linear(model["hidden"], 1) for name in names})
    optimizer = adam([*bert.parameters(), *heads.parameters()], workload["learningRate"])
    numbers = torch.arange(batch * length).view(batch, length)
    ids = 1000 + numbers * 7919 % (model["vocabulary"] - 1522)
    labels = torch.arange(batch).float() % 10 / 3

    def loss_of(name, first):
        return F.mse_loss(heads[name](F.dropout(first, model["dropout"])).squeeze(-1), labels)

    backward = BACKWARDS[mode.split("-")[0]](mode, workload["method"], bert, names)

    def step():
        optimizer.zero_grad(set_to_none=True)
        backward(bert(ids)[:, 0], loss_of)
        optimizer.step()

    facts = {"trained": sum(parameter.numel() for parameter in bert.parameters()), "rival": version(mode)}
    return facts, lambda: {"seconds": protocol.seconds_of(step)}


def version(mode):
    from importlib.metadata import version as installed

    package = {"torchjd": "torchjd", "libmtl": "LibMTL"}.get(mode.split("-")[0])
    return "torch" if package is None else f"{package}-{installed(package)}"


def plain(_mode, _method, _bert, names):
    def backward(features, loss_of):
        sum(loss_of(name, features) for name in names).backward()

    return backward


def torchjd(mode, method, bert, names):
    from torchjd import aggregation
    from torchjd.autojac import jac_to_grad, mtl_backward

    aggregator = {
        "mgda": lambda: aggregation.MGDA(),
        "pcgrad": lambda: aggregation.PCGrad(),
        "cagrad": lambda: aggregation.CAGrad(c=0.5),
        "upgrad": lambda: aggregation.UPGrad(),
        "dualProj": lambda: aggregation.DualProj(),
        "nashMtl": lambda: aggregation.NashMTL(n_tasks=len(names)),
        "alignedMtl": lambda: aggregation.AlignedMTL(),
        "imtlG": lambda: aggregation.IMTLG(),
        "conFig": lambda: aggregation.ConFIG(),
    }[method]()
    chunk = None if mode.endswith("vmap") else 1
    summed = isinstance(aggregator, getattr(aggregation, "GramianWeightedAggregator", ()))
    options = {"optimize_gramian_computation": True} if summed else {}
    shared = [*bert.parameters()]

    def backward(features, loss_of):
        losses = [loss_of(name, features) for name in names]
        mtl_backward(losses, features=features, parallel_chunk_size=chunk)
        jac_to_grad([p for p in shared if getattr(p, "jac", None) is not None], aggregator, **options)

    return backward


def libmtl(mode, method, bert, names):
    import torch

    with_old_torchvision()
    from LibMTL import weighting

    kind = {"mgda": weighting.MGDA, "pcgrad": weighting.PCGrad, "gradvac": weighting.GradVac}[method]
    options = {"mgda": {"mgda_gn": "none"}, "gradvac": {"beta": 0.5}}.get(method, {})

    class Balance(kind):
        def get_share_params(self):
            return bert.parameters()

        def zero_grad_share_params(self):
            bert.zero_grad(set_to_none=False)

    balance = Balance()
    balance.task_name, balance.task_num, balance.device = names, len(names), torch.device("cpu")
    balance.rep_grad = mode.endswith("rep")
    balance.init_param()

    def backward(features, loss_of):
        if balance.rep_grad:
            balance.rep = features
            balance.rep_tasks = {name: features.detach().clone().requires_grad_() for name in names}
        read = balance.rep_tasks if balance.rep_grad else dict.fromkeys(names, features)
        balance.backward([loss_of(name, read[name]) for name in names], **options)

    return backward


def with_old_torchvision():
    """LibMTL 1.1.5 imports, for a network that is not needed here, a module that torchvision no longer has."""
    import types

    import torch

    utils = types.ModuleType("torchvision.models.utils")
    utils.load_state_dict_from_url = torch.hub.load_state_dict_from_url
    sys.modules.setdefault("torchvision.models.utils", utils)


BACKWARDS = {"plain": plain, "torchjd": torchjd, "libmtl": libmtl}

if __name__ == "__main__":
    protocol.serve(prepare)
