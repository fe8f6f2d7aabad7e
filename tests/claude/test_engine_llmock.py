"""The same engine against a fake that others wrote: its verdict on how the client behaves."""

from __future__ import annotations

import asyncio
import json

import pytest
from engine_made import KEY, order

from studio.drafting.draft import QUALIFICATION_FORM
from studio.drafting.engines.claude.drafting import draft
from studio.drafting.engines.claude.failures import DraftFailed
from studio.drafting.engines.claude.session import open_session
from studio.drafting.engines.claude.settings import EngineSettings

REPLY = json.dumps({
    "observed": [], "recommended": [], "behaviours": [], "stage_supported": "lead",
    "inferred": [{"id": f"i{n}", "statement": "Nothing has been said.", "about": about, "status": "missing",
                  "confidence": 0.5, "basis": [], "standard": ""} for n, about in enumerate(QUALIFICATION_FORM, 1)],
    "document": {"title": "Review", "sections": [{"heading": "Where the deal stands", "body": "- Nothing yet. [i1]"}]}})


def asked(llmock, *, on_partial=None, **given):
    """One draft over the fake."""
    settings = EngineSettings(base_url=llmock.base_url("anthropic"), **given)

    async def do():
        async with open_session(settings, KEY) as caller:
            return await draft(order(), caller, on_partial=on_partial)

    return asyncio.run(do())


@pytest.mark.parametrize("fault", [
    lambda m: m.rate_limit(times=2, retry_after=0.5), lambda m: m.fail(529, times=3), lambda m: m.fail(500, times=2),
    lambda m: m.fail(503, times=1)], ids=["429", "529", "500", "503"])
def test_what_passes_is_tried_again_as_it_should_be(llmock, fault):
    fault(llmock.reply(REPLY, times=None))
    assert asked(llmock).draft.workflow == "deal_review"
    llmock.assert_resilient(strict=True)


@pytest.mark.parametrize("fault", ["truncate", "disconnect", "corrupt"])
def test_broken_stream_is_not_taken_for_an_answer(llmock, fault):
    llmock.reply(REPLY, times=None)
    getattr(llmock, fault)(after_chunks=3)
    assert asked(llmock, on_partial=lambda p: None).draft.workflow == "deal_review"
    llmock.assert_resilient(strict=True)


def test_stalled_stream_is_given_up(llmock):
    llmock.reply(REPLY, times=None).stall(seconds=5)
    assert asked(llmock, on_partial=lambda p: None, timeout=0.5).draft
    llmock.assert_resilient(strict=True)


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_what_cannot_help_is_not_tried_again(llmock, status):
    llmock.fail(status, times=None)
    with pytest.raises(DraftFailed):
        asked(llmock)
    llmock.assert_resilient(strict=True)
