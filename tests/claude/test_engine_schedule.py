"""Which job goes next: one writer for a prefix, and first what others wait for."""

from __future__ import annotations

from studio.evaluation.online.schedule import Schedule


class Job:
    def __init__(self, name, *prefixes, needs=None):
        self.name, self.prefixes, self.needs, self.done = name, prefixes, needs, False

    def __repr__(self):
        return self.name


def three_groups(size):
    return [Job(f"{group}{n}", "standard", group) for group in "abc" for n in range(size)]


def taken(schedule, most=99):
    found = []
    while len(found) < most and (job := schedule.take()) is not None:
        found.append(job)
    return found


def test_nobody_goes_while_the_shared_prefix_is_written():
    schedule = Schedule(three_groups(4), most=20)
    first, = taken(schedule)
    schedule.began(first)
    assert {j.name for j in taken(schedule)} == {"a1", "a2", "a3", "b0", "c0"}, "one writer for each of the others"


def test_writer_of_a_prefix_that_comes_soon_goes_before_those_that_only_read():
    schedule = Schedule(three_groups(4), most=4)
    first, = taken(schedule)
    schedule.began(first)
    assert [j.name for j in taken(schedule, 2)] == ["b0", "c0"]


def test_prefix_is_not_written_long_before_it_is_read():
    schedule = Schedule(three_groups(30), most=1)
    first, = taken(schedule)
    schedule.began(first)
    assert [j.name for j in taken(schedule, 5)] == ["a1", "a2", "a3", "a4", "a5"]


def test_job_that_another_works_on_goes_first_in_its_group():
    review = Job("review", "standard", "a")
    plan = Job("plan", "standard", "a", needs=review)
    schedule = Schedule([Job("brief", "standard", "a"), review, plan], most=20)
    assert taken(schedule) == [review]
    schedule.began(review)
    assert [j.name for j in taken(schedule)] == ["brief"], "the plan waits for the review"
    review.done = True
    schedule.finished(review)
    assert taken(schedule) == [plan]
