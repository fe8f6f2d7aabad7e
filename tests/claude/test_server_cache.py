"""Prompt caching as the protocol server accounts for it: prefixes, minimum, lifetime, parallel writers, the bill."""

from __future__ import annotations

import asyncio

import anthropic
import pytest

MODEL = "claude-haiku-5-5"
STANDARD = "The standard says so. " * 200
DEAL = "Dana: we lose forty hours a week. " * 200
MARK = {"type": "ephemeral"}
HOUR = {"type": "ephemeral", "ttl": "1h"}
SMALL = 3


def tokens(text):
    return -(-len(text) // 4) + SMALL


def block(text, mark=None):
    return {"type": "text", "text": text, **({"cache_control": mark} if mark else {})}


def body(task="Score it.", deal=DEAL, standard=STANDARD, marks=(MARK, MARK), **more):
    return {"model": MODEL, "max_tokens": 100, "system": [block(standard, marks[0])],
            "messages": [{"role": "user", "content": [block(deal, marks[1]), block(task)]}], **more}


@pytest.fixture
def spent(api):
    """Send a request; gives (read, written for 5m, written for 1h, fresh) input tokens."""
    client = anthropic.Anthropic(max_retries=0)

    def sent(request):
        usage = client.messages.create(**request).usage
        assert usage.cache_creation_input_tokens == (usage.cache_creation.ephemeral_5m_input_tokens
                                                     + usage.cache_creation.ephemeral_1h_input_tokens)
        return (usage.cache_read_input_tokens, usage.cache_creation.ephemeral_5m_input_tokens,
                usage.cache_creation.ephemeral_1h_input_tokens, usage.input_tokens)

    return sent


def test_first_request_writes_and_the_second_reads(spent):
    prefix = tokens(STANDARD) + tokens(DEAL)
    assert spent(body()) == (0, prefix, 0, tokens("Score it."))
    assert spent(body("Plan it.")) == (prefix, 0, 0, tokens("Plan it."))


def test_request_that_shares_only_the_standard_reads_only_that(spent):
    spent(body())
    other = DEAL.replace("forty", "fifty")
    assert spent(body(deal=other)) == (tokens(STANDARD), tokens(other), 0, tokens("Score it."))


@pytest.mark.parametrize("change", [
    {"standard": STANDARD.replace("so", "so,", 1)}, {"model": "claude-sonnet-5-5"},
    {"output_config": {"format": {"type": "json_schema", "schema": {"type": "string"}}}},
    {"tools": [{"name": "t", "input_schema": {"type": "object"}}]}])
def test_one_change_before_the_breakpoint_makes_all_new(spent, change):
    spent(body())
    read, written, _, _ = spent(body(**change))
    assert read == 0 and written >= tokens(STANDARD) + tokens(DEAL)


@pytest.mark.parametrize("change", [{"output_config": {"effort": "max"}}, {"thinking": {"type": "disabled"}},
                                    {"tools": [], "tool_choice": {"type": "none"}}])
def test_change_of_effort_thinking_or_tool_choice_keeps_the_system_and_loses_the_messages(spent, change):
    spent(body())
    assert spent(body(**change))[:2] == (tokens(STANDARD), tokens(DEAL))


def test_what_does_not_enter_the_prompt_does_not_touch_the_cache(spent):
    spent(body())
    assert spent(body(max_tokens=50, metadata={"user_id": "cell-2"}, service_tier="auto"))[1] == 0


def test_string_and_single_block_are_the_same_prompt(spent):
    text = body() | {"system": STANDARD, "cache_control": MARK}
    spent(text)
    assert spent(text | {"system": [block(STANDARD)]})[0] == sum(map(tokens, (STANDARD, DEAL, "Score it.")))


def test_without_breakpoints_nothing_is_cached(spent):
    for _ in range(2):
        assert spent(body(marks=(None, None)))[:3] == (0, 0, 0)


def test_cache_is_written_only_at_breakpoints(spent):
    spent(body(marks=(None, MARK)))
    other = DEAL.replace("forty", "fifty")
    assert spent(body(deal=other)) == (0, tokens(STANDARD) + tokens(other), 0, tokens("Score it."))


def test_breakpoint_at_the_end_reads_what_an_earlier_one_wrote(spent):
    spent(body(marks=(None, MARK)))
    again = body(marks=(None, None), cache_control=MARK)
    assert spent(again) == (tokens(STANDARD) + tokens(DEAL), tokens("Score it."), 0, 0)


def test_lookback_ends_after_twenty_blocks(spent):
    def long(blocks):
        parts = [block(f"part {i}") for i in range(blocks)]
        parts[-1]["cache_control"] = MARK
        return {"model": MODEL, "max_tokens": 9, "system": [block(STANDARD)],
                "messages": [{"role": "user", "content": parts}]}

    spent(long(1))
    assert spent(long(20))[0] == tokens(STANDARD) + tokens("part 0")
    assert spent(long(41))[0] == 0


@pytest.mark.parametrize(("model", "minimum"), [("claude-haiku-5-5", 512), ("claude-sonnet-5", 1024),
                                                ("claude-opus-4-7", 2048), ("claude-haiku-4-5", 4096)])
def test_prefix_shorter_than_the_models_minimum_is_not_cached(spent, model, minimum):
    exact = "x" * 4 * (minimum - SMALL)
    for text, cached in ((exact[4:], 0), (exact, minimum)):
        request = body(standard=text, marks=(MARK, None), model=model)
        assert spent(request)[1] == cached


def test_entry_lives_for_its_time_from_the_start_of_the_last_request_that_used_it(api, spent):
    spent(body())
    api.advance(290)
    assert spent(body())[0] > 0
    api.advance(290)
    assert spent(body())[0] > 0
    api.advance(301)
    assert spent(body())[0] == 0


def test_hour_long_entry_outlives_a_short_one(api, spent):
    mixed = body(marks=(HOUR, MARK))
    assert spent(mixed) == (0, tokens(DEAL), tokens(STANDARD), tokens("Score it."))
    api.advance(1000)
    assert spent(mixed)[:3] == (tokens(STANDARD), tokens(DEAL), 0)
    api.advance(3601)
    assert spent(mixed)[0] == 0


def test_time_of_the_answer_counts_against_the_lifetime(api, spent):
    api.set(latency=0.2)
    spent(body())
    api.advance(299.9)
    assert spent(body())[0] == 0


def at_once(count):
    async def run():
        async with anthropic.AsyncAnthropic(max_retries=0) as client:
            return await asyncio.gather(*(client.messages.create(**body(f"Task {i}.")) for i in range(count)))

    return [message.usage for message in asyncio.run(run())]


def test_parallel_first_requests_each_write_for_no_response_has_begun(api):
    api.set(latency=0.3)
    assert [usage.cache_read_input_tokens for usage in at_once(4)] == [0, 0, 0, 0]
    assert all(usage.cache_read_input_tokens for usage in at_once(4))


def test_one_writer_first_lets_the_rest_read(api, spent):
    api.set(latency=0.1)
    spent(body() | {"max_tokens": 0})
    assert all(usage.cache_creation_input_tokens == 0 for usage in at_once(4))


def test_request_that_fails_writes_nothing(api, spent):
    api.fault("error", status=529, at=1)
    api.fault("disconnect", at=2)
    client = anthropic.Anthropic(max_retries=0)
    for _ in range(2):
        with pytest.raises(anthropic.APIError):
            client.messages.create(**body())
    assert spent(body())[0] == 0


def test_bill_counts_reads_at_a_tenth_and_writes_at_their_price(api, spent):
    spent(body(marks=(HOUR, MARK)))
    spent(body("Plan it.", marks=(HOUR, MARK)))
    fresh, long, short = tokens("Score it.") + tokens("Plan it."), tokens(STANDARD), tokens(DEAL)
    totals = api.totals()
    assert totals["billed_input_tokens"] == pytest.approx(fresh + 2 * long + 1.25 * short + 0.1 * (long + short))
    assert totals["uncached_input_tokens"] == fresh + 2 * (long + short)
    assert totals["share_of_uncached"] == pytest.approx(totals["billed_input_tokens"] / totals["uncached_input_tokens"])
    assert totals["tiers"]["standard"]["cache_read"] == long + short and totals["paid"] == 2
