"""Policy as data: reading and checking the packs, by file and line.

`installed()` is what the platform runs on; `load` and `check` are for those who write packs. Values are asked
from `packs.parameters`, articles from `packs.documents`.
"""

from linli.kernel.packs import built_in
from linli.kernel.packs.built_in import LABEL
from linli.kernel.packs.contents import Pack, PackFile, Packs
from linli.kernel.packs.findings import Finding, nearest
from linli.kernel.packs.kinds import Kind, register_kind, registered_kinds
from linli.kernel.packs.loading import BrokenPacks, check, installed, load, root, roots

built_in.register()

__all__ = [
    "LABEL",
    "BrokenPacks",
    "Finding",
    "Kind",
    "Pack",
    "PackFile",
    "Packs",
    "check",
    "installed",
    "load",
    "nearest",
    "register_kind",
    "registered_kinds",
    "root",
    "roots",
]
