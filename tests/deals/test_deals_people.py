"""Names as files write them, matched to people."""

import pytest

from studio.deals.model import Person
from studio.deals.people import Speakers

PEOPLE = [
    Person(id=i, name=n, side="buyer")
    for i, n in [
        ("ortiz", "Dana Ortiz"),
        ("vance", "Robert Vance"),
        ("vance2", "Erin Vance"),
        ("reyes", "Tom Reyes"),
        ("muller", "Jörg Müller-Lüdenscheidt"),
        ("lukasz", "Łukasz Żak"),
        ("tanaka", "田中 太郎"),
    ]
]


@pytest.mark.parametrize(
    ("written", "person"),
    [
        ("Dana Ortiz", "ortiz"),
        ("DANA ORTIZ", "ortiz"),
        ("Dána Ortíz", "ortiz"),
        ("Dana Ortiz (Harborline)", "ortiz"),
        ("Dana Ortiz | Harborline", "ortiz"),
        ("Dana Ortiz - VP Operations", "ortiz"),
        ("Dana Ortiz, VP Ops", "ortiz"),
        ("Ortiz, Dana", "ortiz"),
        ("Dana", "ortiz"),
        ("Ortiz", "ortiz"),
        ("D. Ortiz", "ortiz"),
        ("Dana O.", "ortiz"),
        ("Ms. Ortiz", "ortiz"),
        ("Dana M. Ortiz", "ortiz"),
        ("Rob Vance", "vance"),
        ("Bob Vance", "vance"),
        ("R. Vance (CFO)", "vance"),
        ("Bob", "vance"),
        ("Thomas Reyes", "reyes"),
        ("Jorg", "muller"),
        ("Jörg Müller", "muller"),
        ("Lukasz Zak", "lukasz"),
        ("田中 太郎", "tanaka"),
        ("dana.ortiz@harborline.com", "ortiz"),
        ("dortiz@harborline.com", "ortiz"),
        ("dana@harborline.com", "ortiz"),
        ('"Ortiz, Dana" <x@harborline.com>', "ortiz"),
        ("Ops desk <dana.ortiz@harborline.com>", "ortiz"),
        ("Vance", None),
        ("Maria Ortiz", None),
        ("Speaker 1", None),
        ("info@harborline.com", None),
        ("", None),
        ("Dan Smith", None),
        ("()", None),
        ("...", None),
    ],
)
def test_written_name_finds_the_one_person_it_can_mean(written, person):
    found = Speakers(PEOPLE).match(written)
    assert (found.id if found else None) == person


def test_known_mail_address_decides():
    people = [*PEOPLE, Person(id="okafor", name="Ada Okafor", side="buyer", email="AO@x.com")]
    assert Speakers(people).match("ao@x.com").id == "okafor"
