"""What a draft is run with: the standard that applies, the decisions, the workflow."""

from pathlib import Path

import pytest

from playbook.files import read_playbook
from studio.deals.folder import load
from studio.drafting.context import context_at
from studio.drafting.engines import reader
from studio.drafting.run import run, standard_for

DEALS = Path(__file__).parents[2] / "sample_deals"
REFERENCE = read_playbook("reference")


def entries(deal):
    return {e.id for e in standard_for(REFERENCE, context_at(load(DEALS / deal))).elements}


def test_condition_on_amount_holds_in_the_playbooks_own_currency():
    assert "partner" in entries("brandtner-spare-parts")


def test_amount_in_another_currency_is_not_compared():
    assert "partner" not in entries("molinos-del-bajio")


def test_unknown_workflow_and_engine_are_refused():
    with pytest.raises(KeyError):
        run("win_the_deal", load(DEALS / "tanjong-payments"))
    with pytest.raises(KeyError):
        reader("oracle")
