"""Values that every noun of the model uses: identifiers, codes, places, populations, ranges, cadences.

What is said of one kind of record only lives in the file of that record.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Literal

import attrs

from collective_impact.errors import Problem
from collective_impact.fields import about
from collective_impact.model.entity import Entity, Entry

__all__ = [
    "Cadence",
    "Code",
    "Identifier",
    "Level",
    "Money",
    "Place",
    "Population",
    "Range",
    "Source",
]

Level = Literal["population", "system", "program"]
"""Who answers for it (Friedman, 2005): a whole population, the systems that serve it, or one programme's clients."""

OLDEST_AGE = 130


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Identifier(Entry):
    """A name that another register has given, such as a charity number."""

    scheme: str = attrs.field(
        metadata=about("The register, `GB-CHC` or `US-EIN` for example.", source="org-id.guide")
    )
    value: str = attrs.field(metadata=about("The name within that register."))
    uri: str | None = attrs.field(default=None, metadata=about("An address that identifies the same thing."))
    kind: str | None = attrs.field(
        default=None, metadata=about("What sort of identifier it is, in free words.")
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Code(Entry):
    """A term of somebody's code list, such as an IRIS+ metric or an SDG target."""

    scheme: str = attrs.field(metadata=about("The code list, `SDG`, `IRIS` or `OECD-DAC` for example."))
    value: str = attrs.field(metadata=about("The code itself, as text; leading zeros are kept."))
    name: str | None = attrs.field(default=None, metadata=about("What the code stands for."))
    uri: str | None = attrs.field(default=None, metadata=about("An address that identifies the term."))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Source(Entry):
    """Where a record was read from, when it was not written in this library's own format."""

    format: str = attrs.field(metadata=about("The format, `IATI` for example."))
    version: str | None = attrs.field(default=None, metadata=about("The version of that format."))
    file: str | None = attrs.field(default=None, metadata=about("The name of the file, without its folder."))
    original_id: str | None = attrs.field(default=None, metadata=about("The id that the record bore there."))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Place(Entity):
    """A place that is served or measured.

    A place is mentioned wherever it matters, by the same `id`: one mention may state everything and the others
    only the `id`. Two mentions that contradict each other are an error of the initiative.
    """

    mentioned: ClassVar[bool] = True

    kind: str | None = attrs.field(
        default=None, metadata=about("City, county, neighbourhood, in free words.")
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Population(Entity):
    """A group of people whose lives the initiative wants to change; mentioned by `id` like a place."""

    mentioned: ClassVar[bool] = True

    who: str | None = attrs.field(default=None, metadata=about("Who they are, in one sentence."))
    age_from: float | None = attrs.field(
        default=None, metadata=about("The youngest age, inclusive.", unit="years", low=0, high=OLDEST_AGE)
    )
    age_to: float | None = attrs.field(
        default=None, metadata=about("The oldest age, inclusive.", unit="years", low=0, high=OLDEST_AGE)
    )

    def check(self) -> Iterator[Problem]:
        """Yield a problem where the ages are the wrong way round."""
        yield from super().check()
        if self.age_from is not None and self.age_to is not None and self.age_to < self.age_from:
            message = f"age_to ({self.age_to}) is below age_from ({self.age_from})."
            yield Problem(path="age_to", code="reversed_range", message=message, hint="Swap the two.")


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Range(Entry):
    """A closed range of numbers, either end open where absent, in the unit of the field that holds it."""

    minimum: float | None = attrs.field(default=None, metadata=about("The smallest possible value."))
    maximum: float | None = attrs.field(default=None, metadata=about("The largest possible value."))

    def check(self) -> Iterator[Problem]:
        """Yield a problem where the ends are the wrong way round."""
        yield from super().check()
        if self.minimum is not None and self.maximum is not None and self.maximum < self.minimum:
            message = f"maximum ({self.maximum}) is below minimum ({self.minimum})."
            yield Problem(path="maximum", code="reversed_range", message=message, hint="Swap the two.")


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Money(Entry):
    """An amount in one currency. Amounts in two currencies are never added."""

    amount: float = attrs.field(metadata=about("The amount, in whole units of the currency."))
    currency: str = attrs.field(
        metadata=about("Three capital letters, `USD` for example.", source="ISO 4217")
    )

    def check(self) -> Iterator[Problem]:
        """Yield a problem where the currency is not of the ISO form."""
        yield from super().check()
        code = self.currency
        if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):  # noqa: PLR2004 - ISO 4217
            message = f"expected three capital letters, found {code[:20]!r}."
            yield Problem(path="currency", code="bad_currency", message=message)


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Cadence(Entry):
    """How often something is due."""

    rule: str = attrs.field(
        metadata=about("A recurrence rule, `FREQ=MONTHLY;BYDAY=1TU` for example.", source="RFC 5545, RRULE")
    )
    first: date | None = attrs.field(
        default=None, metadata=about("The first date due; the rule counts from it.")
    )

    def check(self) -> Iterator[Problem]:
        """Yield problems of a rule that is not of the accepted form and of a year that is not written in full."""
        yield from super().check()
        from collective_impact.cadence import EARLIEST_YEAR, rule_fault  # noqa: PLC0415 - only a cadence pays for it

        fault = rule_fault(self.rule)
        if fault:
            yield Problem(path="rule", code="bad_rule", message=fault)
        if self.first is not None and self.first.year < EARLIEST_YEAR:
            message = f"{self.first} lies before the year {EARLIEST_YEAR}."
            yield Problem(path="first", code="out_of_range", message=message, hint="Write the year in full.")
