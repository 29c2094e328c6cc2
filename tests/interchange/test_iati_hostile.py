"""Hostile, damaged and very large IATI files: our own error, or an initiative that is sound."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.codec import decode, encode
from collective_impact.errors import DocumentError, LimitError
from collective_impact.interchange import iati
from collective_impact.model.initiative import Initiative


def document(*activities: str) -> bytes:
    return f"<iati-activities version='2.03'>{''.join(activities)}</iati-activities>".encode()


def activity(identifier: str, inner: str = "") -> str:
    return (
        f"<iati-activity xml:lang='en'><iati-identifier>{identifier}</iati-identifier>{inner}</iati-activity>"
    )


PERIOD = "<period><period-start iso-date='2020-01-01'/><period-end iso-date='2020-12-31'/>"
VALUE = "<actual value='1'/>"
HOSTILE = {
    "many values of one period": activity(
        "A", f"<result><indicator>{PERIOD}{VALUE * 30_000}</period></indicator></result>"
    ),
    "one identifier again and again": activity("A") * 10_000,
    "one reference for many names": activity(
        "A",
        "".join(
            f"<participating-org ref='x' role='1'><narrative>{n}</narrative></participating-org>"
            for n in range(10_000)
        ),
    ),
    "one place with many names": activity(
        "A",
        "".join(
            f"<location ref='x'><name><narrative>{n}</narrative></name></location>" for n in range(10_000)
        ),
    ),
    "elements without end": activity("A", "".join(f"<n{n}/>" for n in range(20_000))),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_large_files_take_work_in_proportion(name: str, calls: Callable[[Callable[[], object]], int]) -> None:
    data = document(HOSTILE[name])
    assert calls(lambda: iati.read_bytes(data)) < 30 * len(data)
    assert len(iati.read_bytes(data).problems) <= 1_000


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (
            b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><iati-activities>&a;</iati-activities>",
            DocumentError,
        ),
        (
            b"<!DOCTYPE x [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><iati-activities>&b;</iati-activities>",
            DocumentError,
        ),
        (b"<iati-activities>" + b"<a>" * 1_000_000, LimitError),
        (b"<iati-activities " + b" ".join(b"a%d='1'" % n for n in range(1_000_000)) + b"/>", LimitError),
    ],
    ids=["external entity", "billion laughs", "nested", "attributes"],
)
def test_what_could_do_harm_is_refused(data: bytes, kind: type[DocumentError]) -> None:
    with pytest.raises(DocumentError) as caught:
        iati.read_bytes(data)
    assert type(caught.value) is kind
    assert "/etc/passwd" not in str(caught.value)


SHAPED = document(
    activity(
        "A/1",
        "<reporting-org ref='R1' type='40'><narrative>Bank</narrative></reporting-org>"
        "<title><narrative>Roads</narrative><narrative xml:lang='fr'>Routes</narrative></title>"
        "<description type='2'><narrative>Aims</narrative></description>"
        "<participating-org ref='US-EIN-1' type='22' role='2'><narrative>One</narrative></participating-org>"
        "<participating-org role='4'><narrative>Two</narrative></participating-org>"
        "<activity-status code='2'/><activity-date type='1' iso-date='2020-01-01'/>"
        "<activity-date type='4' iso-date='2021-01-01'/><recipient-country code='JO' percentage='100'/>"
        "<location ref='L1'><name><narrative>Amman</narrative></name></location>"
        "<budget><value currency='USD'>5</value></budget><related-activity type='2' ref='B'/>"
        "<result type='1'><title><narrative>R</narrative></title><indicator measure='2' ascending='0'>"
        "<title><narrative>I</narrative></title><reference vocabulary='9' code='3.1'/>"
        "<baseline year='2019' value='45'/><period><period-start iso-date='2020-01-01'/>"
        "<period-end iso-date='2020-12-31'/><target value='6.50'><location ref='L1'/></target>"
        "<actual value='7'><dimension name='sex' value='f'/><comment><narrative>C</narrative></comment></actual>"
        "</period></indicator></result>",
    ),
    activity("B", "<related-activity type='1' ref='A/1'/>"),
)


def sound(data: bytes) -> None:
    """Whatever the bytes: our own error, or a sound initiative that can be written and read again."""
    try:
        reading = iati.read_bytes(data, name="file.xml")
    except DocumentError as refusal:
        problems = refusal.problems
    else:
        assert decode(encode(reading.value), Initiative)[0] == reading.value
        assert iati.read_bytes(data, name="file.xml") == reading
        problems = reading.problems
    assert all(problem.message and problem.code for problem in problems)


@given(st.binary(max_size=300))
def test_any_bytes_give_an_initiative_or_our_own_error(data: bytes) -> None:
    sound(data)


@given(st.data())
def test_any_damage_gives_an_initiative_or_our_own_error(data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(SHAPED)))
    end = data.draw(st.integers(begin, min(len(SHAPED), begin + 30)))
    sound(SHAPED[:begin] + data.draw(st.binary(max_size=8)) + SHAPED[end:])


VALUES = st.one_of(
    st.sampled_from(
        ["", " ", "1", "2", "3", "9", "99", "A", "A/1", "B", "L1", "2020-01-01", "2019", "-1e5", "USD"]
    ),
    st.text(
        st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="<>&'\"\ufffe\uffff"), max_size=12
    ),
)


@given(st.lists(st.tuples(st.integers(0, 200), VALUES), max_size=8), st.lists(st.integers(0, 60), max_size=4))
def test_any_values_and_missing_elements_give_a_sound_initiative(
    changes: list[tuple[int, str]], removed: list[int]
) -> None:
    root = ET.fromstring(SHAPED)  # noqa: S314 - our own text
    slots = [(element, name) for element in root.iter() for name in element.attrib if "}" not in name]
    texts = [element for element in root.iter() if element.text]
    for number, value in changes:
        element, name = slots[number % len(slots)]
        element.set(name, value)
        texts[number % len(texts)].text = value
    for number in removed:
        parents = [(parent, child) for parent in root.iter() for child in parent]
        if parents:
            parent, child = parents[number % len(parents)]
            parent.remove(child)
    sound(ET.tostring(root))
