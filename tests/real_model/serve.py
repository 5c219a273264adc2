"""Serves a GGUF file with llama.cpp over an OpenAI-compatible endpoint: a process of the environment `.venv-model`.

    python serve.py FILE CONTEXT SLOTS

Prints the address, a free loopback port of its own choosing, when the weights are loaded, and serves until its input
ends: so it never outlives the process that started it.
"""

import importlib
import os
import sys

# Not in the environment that checks the types.
llama = importlib.import_module("xllamacpp")


def main(file: str, context: int, slots: int) -> None:
    """Serves the file with `slots` requests at once, each of `context` tokens."""
    chosen = llama.CommonParams()
    chosen.model.path = file
    chosen.n_ctx = context * slots
    chosen.n_parallel = slots
    chosen.verbosity = 1
    # Threads wait for one another after each token and each layer: on busy cores two write 2 tokens a second, one 20.
    chosen.cpuparams.n_threads = 1
    chosen.cpuparams_batch.n_threads = max(1, (os.cpu_count() or 1) - round(os.getloadavg()[0]))
    server = llama.Server(chosen)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
