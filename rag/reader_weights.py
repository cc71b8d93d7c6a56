"""The reader's weights as one small file: what training changed in the packaged MiniLM, in 8 bits a number."""

from pathlib import Path
from typing import Any


def save_differences(module: Any, base: Any, path: Path) -> None:
    """Write to `path` how `module` differs from `base` (torch modules of one shape): int8 with one scale a row.

    Rows that training left alone (most of the word table) are not written; the heads, which the base lacks, are
    written whole.
    """
    import torch
    from safetensors.torch import save_file

    kept: dict[str, Any] = {}
    trained, packaged = module.state_dict(), base.state_dict()
    for name, weights in trained.items():
        if not weights.is_floating_point():
            continue
        if not name.startswith("body."):
            kept[name] = weights.contiguous()
            continue
        change = (weights - packaged[name]).reshape(weights.shape[0], -1)
        scale = change.abs().amax(dim=1) / 127
        rows = torch.nonzero(scale > LEAST_CHANGE / 127).squeeze(1)
        if len(rows):
            kept[f"{name}:rows"] = rows.to(torch.int32)
            kept[f"{name}:scale"] = scale[rows]
            kept[f"{name}:int8"] = (change[rows] / scale[rows, None]).round().to(torch.int8)
    save_file(kept, path)


def apply_differences(module: Any, path: Path) -> None:
    """Add to `module`, built on the packaged MiniLM, the changes that `save_differences` wrote."""
    import torch
    from safetensors.torch import load_file

    kept, state = load_file(path), module.state_dict()
    with torch.no_grad():
        for name, tensor in kept.items():
            if ":" not in name:
                state[name].copy_(tensor)
            elif name.endswith(":int8"):
                target = name.removesuffix(":int8")
                rows = kept[f"{target}:rows"].long()
                change = tensor.float() * kept[f"{target}:scale"][:, None]
                flat = state[target].view(state[target].shape[0], -1)
                flat[rows] += change


LEAST_CHANGE = 2e-3  # a word's row that weight decay alone has moved differs by less
