"""Work that is done once for the same objects, as long as they are in use."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Takes = ParamSpec("Takes")
Gives = TypeVar("Gives")


def once_for(most: int) -> Callable[[Callable[Takes, Gives]], Callable[Takes, Gives]]:
    """Keep what a function returned for the last objects that it was given; they are not to be changed.

    It goes by identity, for objects that cannot be compared cheaply; each is
    held while its result is.
    """

    def keeping(function: Callable[Takes, Gives]) -> Callable[Takes, Gives]:
        held: OrderedDict[tuple[int, ...], tuple[Any, Gives]] = OrderedDict()

        @wraps(function)
        def once(*given: Takes.args, **named: Takes.kwargs) -> Gives:
            if named:
                return function(*given, **named)
            key = tuple(map(id, given))
            found = held.get(key)
            if found is None:
                found = held[key] = (given, function(*given))
                if len(held) > most:
                    held.popitem(last=False)
            return found[1]

        return once

    return keeping
