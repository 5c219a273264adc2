"""The test kit: a scripted model server that speaks OpenAI's chat completions over real HTTP.

For tests of programs that call models, ours and those of others. Imports nothing else of taskloom.
"""

from taskloom.testing.fault import FAULTS, FaultKind, Faults
from taskloom.testing.model_server import ModelServer, Seen
from taskloom.testing.process import ServerProcess
from taskloom.testing.reply import Called, ChatRequest, Script, ScriptReply

__all__ = [
    "FAULTS",
    "Called",
    "ChatRequest",
    "FaultKind",
    "Faults",
    "ModelServer",
    "Script",
    "ScriptReply",
    "Seen",
    "ServerProcess",
]
