"""Clinics as partners: a record of the library with one field more.

An example of an extension; everything in it is invented. Its entry point lets `collective_impact.read` find it.
"""

from __future__ import annotations

import attrs

import collective_impact as ci
from collective_impact.fields import about

__all__ = ["Clinic"]


@attrs.frozen(kw_only=True)
class Clinic(ci.Partner):
    """A partner that looks after patients overnight."""

    beds: int = attrs.field(metadata=about("Beds for patients who stay overnight.", unit="beds", low=0))
