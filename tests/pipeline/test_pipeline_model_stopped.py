"""What ends a run with a model before its time: an interrupt, a refused key, a server that is gone. All resume."""

import signal
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from model_run import HASTY, TASKS, Disturber, Ended, Runs, Undisturbed, ended, rejections_of, rows, tasks_of

from taskloom.store import Calls
from taskloom.testing import ChatRequest, FaultKind, Faults, ModelServer, ScriptReply, Seen
from taskloom.testing.perfect import PerfectModel


class GoingAway:
    """A perfect model whose server meets every request with a fault after so many replies."""

    def __init__(self, replies: int, fault: FaultKind) -> None:
        self._perfect = PerfectModel()
        self._left = replies
        self._fault: FaultKind = fault
        self.server: ModelServer | None = None

    def __call__(self, request: ChatRequest) -> ScriptReply:
        """What the perfect model says."""
        self._left -= 1
        if self._left == 0 and self.server is not None:
            self.server.faults = Faults({self._fault: 1.0})
        return self._perfect(request)


class Interrupted:
    """A run that was interrupted, then refused by the endpoint, then resumed."""

    def __init__(self, runs: Runs, out: Path, signals: tuple[signal.Signals, ...]) -> None:
        self.out = out
        perfect = PerfectModel()
        script = Disturber(perfect)
        with ModelServer(script, latency_s=0.05) as server:
            process = runs.start(out, server)
            script.disturb(process, 40, *signals)
            self.first: Ended = ended(process)
            self.seen: Seen = server.seen
        self.tasks = tasks_of(out)
        with ModelServer(perfect, key="sk-right") as locked:
            self.refused = runs.run(out, locked)
        self.tasks_when_refused = tasks_of(out)
        with ModelServer(perfect) as elsewhere:
            self.last = runs.run(out, elsewhere)
            self.seen_later = elsewhere.seen


@pytest.fixture(scope="module")
def interrupted(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> Interrupted:
    return Interrupted(runs, tmp_path_factory.mktemp("interrupted") / "run", (signal.SIGINT,))


def test_an_interrupt_lets_calls_in_flight_finish_and_says_what_remains(interrupted: Interrupted) -> None:
    kept = len(rows(interrupted.tasks))
    assert interrupted.first.status == 130
    assert f"the run is being stopped; {TASKS - kept} tasks remain; what is done is kept" in interrupted.first.complaint
    assert interrupted.seen.answered == interrupted.seen.requests
    with Calls.open(interrupted.out) as calls:
        assert sum(row.lost for row in calls.summary()) == 0


def test_a_refused_key_stops_with_the_remedy_and_keeps_everything(interrupted: Interrupted) -> None:
    refused = interrupted.refused
    assert refused.status == 1
    assert "HTTP 401" in refused.complaint
    assert "the key is missing or wrong: set it in the environment; " in refused.complaint
    ids = {str(row["id"]) for row in rows(interrupted.tasks_when_refused)}
    assert ids >= {str(row["id"]) for row in rows(interrupted.tasks)}


def test_an_interrupted_run_resumes_at_another_port_to_the_same_dataset(
    interrupted: Interrupted, undisturbed: Undisturbed
) -> None:
    assert interrupted.last.status == 0
    assert interrupted.seen.bodies.keys().isdisjoint(interrupted.seen_later.bodies)
    assert tasks_of(interrupted.out) == tasks_of(undisturbed.out)
    assert rejections_of(interrupted.out) == rejections_of(undisturbed.out)


def test_a_second_interrupt_ends_at_once(runs: Runs, tmp_path: Path) -> None:
    going = GoingAway(20, "hang")
    script = Disturber(going, within_s=0.3)
    with ModelServer(script) as server:
        going.server = server
        process = runs.start(tmp_path / "run", server, model={"timeout_s": 60.0})
        script.disturb(process, 20, signal.SIGINT, signal.SIGINT)
        done = ended(process)
    assert done.status == 130
    assert done.complaint.splitlines()[-1].startswith("interrupted; what is done is kept")
    assert "Traceback" not in done.complaint


def test_a_server_that_goes_away_pauses_the_run_and_then_ends_it(
    runs: Runs, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    script = GoingAway(40, "error")
    with ModelServer(script) as server:
        script.server = server
        done = runs.run(out, server, HASTY)
        server.faults = Faults()
        assert done.status == 1
        assert f"local:perfect at {urlsplit(server.url).netloc}: no reply for" in done.complaint
        assert "see that the endpoint is up, then run the same command again" in done.complaint
        assert runs.run(out, server).status == 0
    assert tasks_of(out) == tasks_of(undisturbed.out)
