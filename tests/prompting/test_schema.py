"""The reply's JSON Schema: inside what structured output takes, and as strict as it can be."""

import json

import jsonschema
import pytest
from anthropic.lib._parse._transform import transform_schema
from prompting_made import BOOK, DEAL, reply_text, shipped, small_context, small_reply, small_standard

from playbook.compile import compile_standard
from studio.drafting.draft import QUALIFICATION_FORM
from studio.drafting.prompting.reply import reply_schema, strict_reply


def objects(schema):
    yield schema
    yield from schema["$defs"].values()


@pytest.fixture(params=["bare", "standard", "deal", "reference"])
def schema(request, tmp_path):
    return {"bare": lambda: reply_schema(), "standard": lambda: reply_schema(small_standard()),
            "deal": lambda: reply_schema(small_standard(), small_context(tmp_path)),
            "reference": lambda: reply_schema(compile_standard(shipped("reference")))}[request.param]()


def test_schema_is_one_that_the_sdk_sends_unchanged(schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    assert transform_schema(schema) == schema


def test_every_object_is_closed_and_every_key_required(schema):
    for part in objects(schema):
        assert part["additionalProperties"] is False
        assert part["required"] == list(part["properties"])


def test_schema_stays_under_the_limits_on_choices_and_does_not_refer_to_itself(schema):
    text = json.dumps(schema)
    assert text.count('"anyOf"') <= 16 and len(text) < 20_000
    for name, part in schema["$defs"].items():
        assert f"#/$defs/{name}" not in json.dumps(part)


def test_schema_holds_no_deal_unless_one_is_given(tmp_path):
    where = small_context(tmp_path)
    assert reply_schema(small_standard()) == reply_schema(small_standard())
    assert "2026-03-09-call" not in json.dumps(reply_schema(small_standard()))
    narrow = reply_schema(small_standard(), where)["$defs"]
    assert narrow["ReplyQuote"]["properties"]["evidence"]["enum"] == [*where.by_id, "crm"]
    assert narrow["ReplyAction"]["properties"]["with"]["items"]["enum"] == ["ida", "per", "tom"]


def test_ids_are_those_of_the_standard_and_the_form():
    parts = reply_schema(small_standard())["$defs"]
    topics = parts["ReplyAction"]["properties"]["closes"]["items"]["enum"]
    assert topics == [*QUALIFICATION_FORM, "weather", "multi_threading"]
    assert parts["ReplyBehaviour"]["properties"]["id"]["enum"] == ["multi_threading"]


def test_a_stage_that_maps_to_none_keeps_its_own_id():
    book = BOOK.replace("canonical: proposal", "purpose: to offer")
    assert reply_schema(small_standard(book))["properties"]["stage_supported"]["enum"][-2:] == ["offer", ""]


def test_a_deal_without_people_has_no_empty_choice(tmp_path):
    deal = DEAL[:DEAL.index("people:")] + "people: []\n" + DEAL[DEAL.index("events:"):]
    schema = reply_schema(small_standard(), small_context(tmp_path, deal=deal))
    assert schema["$defs"]["ReplyAction"]["properties"]["with"]["items"] == {"type": "string"}


def test_a_sound_reply_fits_schema_and_model(tmp_path):
    text = reply_text(small_reply()).replace(": null", ': ""').replace(":null", ':""')
    jsonschema.validate(json.loads(text), reply_schema(small_standard(), small_context(tmp_path)))
    assert strict_reply(text) == (small_reply(), [])


@pytest.mark.parametrize(("change", "where", "says"), [
    (lambda d: d.pop("observed"), "observed", "this is missing"),
    (lambda d: d.update(approval="approved"), "approval", "no such key"),
    (lambda d: d["inferred"][0].update(status="green"), "inferred.0.status", "found 'green'"),
    (lambda d: d["behaviours"][0].update(score=9), "behaviours.0.score", "found '9'"),
    (lambda d: d["observed"][0]["quotes"][0].pop("words"), "observed.0.quotes.0.words", "this is missing")])
def test_what_breaks_the_form_is_named_in_a_sentence(change, where, says):
    data = json.loads(reply_text(small_reply()))
    change(data)
    reply, problems = strict_reply(json.dumps(data))
    assert reply is None and any(p.where == where and says in p.says and p.breaks for p in problems), problems


@pytest.mark.parametrize("text", ["", "no", "[" * 5000, '{"observed": [', "[1]", "null"])
def test_what_is_no_json_object_is_a_problem_and_no_crash(text):
    reply, problems = strict_reply(text)
    assert reply is None and len(problems) == 1 and problems[0].breaks
