"""The matrix on an API: every cell accounted for, prefixes shared, nothing paid for twice."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from claude_replies import sound
from engine_made import DEAL, KEY, Kept, book

from playbook.files import read_playbook
from studio.drafting.draft import WORKFLOWS
from studio.drafting.engines.claude import calling
from studio.drafting.engines.claude.pace import Pace
from studio.drafting.engines.claude.prices import price_of
from studio.drafting.engines.claude.session import open_session
from studio.drafting.engines.claude.settings import EngineSettings
from studio.evaluation.matrix import DealCase, read_case
from studio.evaluation.online.batched import Batched
from studio.evaluation.online.foretell import foretell
from studio.evaluation.online.jobs import plan_comparison
from studio.evaluation.online.race import Race


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Waits between tries are short here."""
    monkeypatch.setattr(calling, "_FIRST", 0.01)


def case(labels: int = 2) -> DealCase:
    """A shipped deal with its first label sets."""
    found = read_case(DEAL)
    return DealCase(found.loaded, found.labels[:labels])


def planned(*, levels=("none", "named"), workflows=("deal_review", "crm_hygiene"), repeats=1, labels=2):
    """A small comparison."""
    return plan_comparison([case(labels)], read_playbook("reference"), levels, workflows, repeats)


def run(api, comparison, kept=None, *, concurrency=8, resume=False, tell=None, batches=None, **given):
    """Run a comparison on the test server; return its result, its progress and the caller."""
    settings = EngineSettings(base_url=api.url, concurrency=concurrency, **{"budget_run": None, "budget_day": None,
                                                                            **given})

    async def do():
        async with open_session(settings, KEY) as caller:
            answers = kept if kept is not None else Kept()
            one = (Race(comparison, caller, answers, resume, tell) if batches is None else
                   Batched(comparison, caller, answers, batches, resume, tell, poll=(0.01, 0.01)))
            return await one.run(), caller

    progress, caller = asyncio.run(do())
    return comparison.result("claude", settings.model, 0.0), progress, caller


def adds_up(counts) -> bool:
    """Whether every planned cell is accounted for."""
    return counts.planned == counts.scored + counts.failed + counts.refused + counts.unscorable


def test_all_workflows_are_scored_and_plans_rest_on_their_review(api):
    api.replies(sound)
    result, progress, _ = run(api, planned(workflows=WORKFLOWS))
    assert result.counts.planned == result.counts.scored == progress.done == 2 * 2 * 8
    plans = [e["body"] for e in api.log() if "The review that was decided on" in str(e["body"]["messages"])]
    assert len(plans) == 4


def test_review_that_only_a_plan_needs_is_drafted_and_is_no_cell(api):
    api.replies(sound)
    result, progress, _ = run(api, planned(workflows=("adjusted_call_plan",)))
    assert result.counts.planned == result.counts.scored == 4 and progress.paid == 8


def test_plan_whose_review_fails_says_so(api):
    api.replies(sound)
    api.fault("refusal", contains="# The task: Deal review")
    result, *_ = run(api, planned(workflows=("adjusted_call_plan",)))
    assert result.counts.failed == 4
    assert all("deal review that it works on has no draft: the model declined" in c.reason for c in result.cells)


def test_every_tenth_failing_is_scored_all_the_same(api):
    api.replies(sound)
    api.fault("error", status=529, every=10)
    api.fault("error", status=429, retry_after=0.02, every=10, offset=5)
    result, progress, _ = run(api, planned(workflows=WORKFLOWS, repeats=2), concurrency=20)
    assert result.counts.planned == result.counts.scored == progress.paid == 64
    assert api.totals()["paid"] == 64


def test_one_writer_goes_first_then_all_the_others_read(api):
    api.replies(sound)
    api.set(latency=0.05)
    run(api, planned(levels=("evidenced",), workflows=WORKFLOWS[:4], repeats=2, labels=2), concurrency=20)
    used = [e["usage"] for e in api.log()]
    wrote = [u["cache_creation_input_tokens"] for u in used if u["cache_creation_input_tokens"]]
    assert len(wrote) == 2 and sum(u["cache_read_input_tokens"] > 0 for u in used) == len(used) - 1
    assert api.totals()["peak_in_flight"] > 4


def test_prefix_that_nobody_reads_again_is_not_written(api):
    api.replies(sound)
    run(api, planned(levels=("named",), workflows=("deal_review",), labels=1))
    assert all(u["cache_creation_input_tokens"] == 0 for u in (e["usage"] for e in api.log()))


def test_refusals_failures_and_budget_stay_in_the_counts(api):
    api.replies(sound)
    api.fault("refusal", at=2)
    api.fault("max_tokens", at=3)
    api.fault("reply", text="no", contains="# The task: CRM hygiene")
    result, *_ = run(api, planned(), concurrency=1)
    assert adds_up(result.counts) and result.counts.failed >= 3 and result.counts.refused == 1
    assert all(c.reason for c in result.cells if c.outcome != "scored")
    poor, *_ = run(api, planned(), concurrency=4, budget_run=0.19)
    assert adds_up(poor.counts) and poor.counts.refused > 0
    assert any("could pass the budget" in c.reason for c in poor.cells)


def test_deal_without_labels_is_unscorable_and_not_asked(api):
    comparison = plan_comparison([DealCase(case().loaded, [])], book("named"), ("named",))
    result, *_ = run(api, comparison)
    assert result.counts.unscorable == result.counts.planned == 1 and api.log() == []


def test_wrong_key_stops_the_run_at_once(api):
    api.set(keys=["another"])
    result, *_ = run(api, planned(workflows=WORKFLOWS, repeats=5), concurrency=2)
    assert result.counts.failed == result.counts.planned and len(api.log()) <= 4
    assert all("put a valid one" in c.reason for c in result.cells)


def test_second_run_pays_for_nothing_and_finds_the_same(api):
    api.replies(sound)
    kept = Kept()
    first, *_ = run(api, planned(repeats=2), kept)
    second, progress, _ = run(api, planned(repeats=2), kept)
    assert api.totals()["paid"] == 16 == len(kept.records) == progress.found
    assert [c.model_dump() for c in second.cells] == [c.model_dump() for c in first.cells]


def test_repeats_are_asked_each_for_itself(api):
    api.replies(sound)
    run(api, planned(levels=("named",), workflows=("deal_review",), repeats=3, labels=1))
    bodies = Counter(str({n: v for n, v in e["body"].items() if n != "stream"}) for e in api.log())
    assert list(bodies.values()) == [3]


def test_run_that_is_stopped_keeps_what_landed_and_pays_again_for_no_more_than_was_under_way(api):
    api.replies(sound)
    api.set(latency=0.02)
    kept = Kept()

    class Enough(Exception):
        pass

    def stop(progress):
        if progress.done >= 16:
            raise Enough

    with pytest.raises(Enough):
        run(api, planned(workflows=WORKFLOWS), kept, concurrency=5, tell=stop)
    landed = len(kept.records)
    result, progress, _ = run(api, planned(workflows=WORKFLOWS), kept, concurrency=5)
    assert 16 <= landed < 32 and progress.found == landed
    assert result.counts.scored == 32 and api.totals()["paid"] <= 32 + 5


def test_failed_answers_are_asked_again_unless_resumed(api):
    api.fault("reply", text="no")
    kept = Kept()
    run(api, planned(levels=("named",), workflows=("deal_review",), labels=1), kept)
    api.clear_faults()
    api.replies(sound)
    paid = api.totals()["paid"]
    resumed, *_ = run(api, planned(levels=("named",), workflows=("deal_review",), labels=1), kept, resume=True)
    assert resumed.counts.failed == 1 and api.totals()["paid"] == paid
    again, *_ = run(api, planned(levels=("named",), workflows=("deal_review",), labels=1), kept)
    assert again.counts.scored == 1 and api.totals()["paid"] == paid + 1


def test_service_that_pushes_back_is_asked_less_and_waits_are_kept_by_all(api):
    api.replies(sound)
    api.fault("error", status=429, retry_after=0.4, at=[3, 4, 5, 6])
    began = time.monotonic()
    result, *_ = run(api, planned(workflows=WORKFLOWS), concurrency=8)
    assert result.counts.scored == 32 and time.monotonic() - began > 0.4
    arrived = [e["arrived"] for e in api.log()]
    refused = next(e["arrived"] for e in api.log() if e["status"] == 429)
    assert not [a for a in arrived if refused + 0.1 < a < refused + 0.38]


def test_pace_is_halved_once_for_calls_that_went_out_together_and_comes_back_step_by_step():
    now = [0.5]
    pace = Pace(16, lambda: now[0])
    for _ in range(5):
        pace.pushed_back(0.0, share=0.5, wait=None, headers={})
        now[0] = 1.0
    assert pace.limit == 8
    for _ in range(8):
        pace.went_well({}, 1000, 100)
    assert pace.limit == 10
    now[0] = 2.0
    pace.pushed_back(1.5, share=0.5, wait=None, headers={})
    assert pace.limit == 5


@pytest.mark.parametrize(("left", "room"), [("1", 1), ("3", 3), ("0", 1), ("500", 16), ("nonsense", 16)])
def test_pace_lets_no_more_out_than_the_service_says_are_left(left, room):
    later = (datetime.now(UTC) + timedelta(seconds=30)).isoformat()
    pace = Pace(16)
    pace.went_well({"anthropic-ratelimit-requests-remaining": left, "anthropic-ratelimit-requests-reset": later}, 1, 1)
    while pace.room:
        pace.out += 1
    assert pace.out == room


def test_limit_of_calls_at_a_time_is_kept(api):
    api.replies(sound)
    api.set(latency=0.02)
    run(api, planned(workflows=WORKFLOWS), concurrency=3)
    assert api.totals()["peak_in_flight"] <= 3


class Held:
    """Batches in memory."""

    def __init__(self) -> None:
        self.held: dict[str, dict] = {}

    async def open(self):
        return list(self.held.items())

    async def keep(self, number, cells):
        self.held[number] = cells

    async def close(self, number):
        del self.held[number]


def test_batches_score_every_cell_at_half_the_price(api):
    api.replies(sound)
    held = Held()
    result, progress, caller = run(api, planned(workflows=WORKFLOWS), batches=held)
    assert result.counts.scored == 32 and held.held == {} and api.totals()["tiers"]["batch"]["requests"] == 32
    whole = caller.price
    used = progress.usage
    most = (used.input_tokens * whole.write_1h + used.output_tokens * whole.output) / 1e6
    assert 0 < used.cost_usd <= most / 2


def test_batch_entries_that_come_to_nothing_say_why_and_are_handed_in_the_next_time(api):
    api.replies(sound)
    kept = Kept()
    names = sorted(_keys(api, planned()))
    api.set(batch_outcomes={names[0]: "expired", names[1]: "canceled", names[2]: "errored"})
    result, *_ = run(api, planned(), kept, batches=Held())
    assert adds_up(result.counts) and result.counts.failed == 3 and len(kept.records) == 5
    assert {c.reason.split(";")[0][:30] for c in result.cells if c.reason} == {
        "the batch ran out of time befo", "the batch was cancelled before", "the service could not answer i"}
    api.set(batch_outcomes={})
    again, *_ = run(api, planned(), kept, batches=Held())
    assert again.counts.scored == 8 and api.totals()["paid"] == 8


def _keys(api, comparison):
    from studio.drafting.engines.claude.drafting import key_of

    return [key_of(j.order(), EngineSettings(base_url=api.url), j.repeat) for j in comparison.jobs]


def test_repair_goes_in_a_batch_of_its_own(api):
    api.fault("reply", text="no", on="batch_entry", at=1)
    api.replies(sound)
    result, *_ = run(api, planned(), batches=Held())
    assert result.counts.scored == 8 and api.totals()["paid"] == 9


def test_batch_is_found_again_after_a_restart(api):
    api.replies(sound)
    api.set(batch_polls=1000)
    held, kept = Held(), Kept()

    async def cut_off():
        async with open_session(EngineSettings(base_url=api.url), KEY) as caller:
            await asyncio.wait_for(Batched(planned(), caller, kept, held, poll=(0.01, 0.01)).run(), 2.0)

    with pytest.raises(TimeoutError):
        asyncio.run(cut_off())
    assert len(held.held) == 1 and kept.records == {}
    api.set(batch_polls=0)
    result, *_ = run(api, planned(), kept, batches=held)
    assert result.counts.scored == 8 and api.totals()["paid"] == 8 and held.held == {}


def test_what_is_foretold_is_near_what_is_billed(api):
    api.replies(sound)
    comparison = planned(levels=("named", "evidenced"), workflows=WORKFLOWS)
    settings = EngineSettings()
    told = foretell(comparison, price_of(settings.model), settings.effort)
    _, progress, _ = run(api, comparison)
    used = progress.usage
    assert told.answers == 32 == progress.paid
    assert told.tokens == pytest.approx(used.input_tokens + used.cache_read_tokens, rel=0.35)
    assert told.cached == pytest.approx(used.cache_read_tokens, rel=0.35)
    assert used.cost_usd < told.usual_usd < told.most_usd
    batched = foretell(comparison, price_of(settings.model), settings.effort, batch=True)
    assert batched.cached == 0 and batched.most_usd == pytest.approx(told.most_usd / 2, rel=0.01)
    assert foretell(comparison, None, "").usual_usd is None
