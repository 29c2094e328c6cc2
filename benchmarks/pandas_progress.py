"""The progress of indicators as one would write it by hand in pandas: what the library's own progress is timed against.

`progress_of` works on whole columns, `progress_by_group` asks a function for each group, as most scripts do. Both do
less than the library: one group and place, no reasons, no wording, nothing withheld. The formula is that of the
national indicator platforms (Statistics Canada; Open SDG), with linear change where figures are 0 or below, or where
a target stands beside a limit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

__all__ = ["progress_by_group", "progress_of"]

BASE_YEAR = 2015
LEVELS = ("on track", "moderate", "limited")
NO_LIMIT = 1.0
LIMIT_EXPONENT = 4.44
CUTS = (0.95, 0.60, 0.0)
GROWTH_CUTS = (0.015, 0.005, 0.0)


def progress_of(figures: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Return baseline, latest, change, share of the way, paces, ratio and verdict, a row for each indicator.

    `figures` has the columns indicator_id, end (last day of the period, in order) and value; `indicators` has the
    index indicator_id and the columns direction (1 or -1), target, target_end and limit, the last three may be NaN.
    """
    known = figures.dropna(subset=["value"])
    latest = known.groupby("indicator_id", sort=False).last()
    since = known[known["end"].dt.year >= BASE_YEAR].groupby("indicator_id", sort=False).first()
    base = since.reindex(latest.index)
    is_late = base["end"].isna() | (base["end"] >= latest["end"])
    if is_late.any():
        base[is_late] = known.groupby("indicator_id", sort=False).first()[is_late]
    table = indicators.join(base.rename(columns={"value": "baseline", "end": "base_end"}))
    table = table.join(latest.rename(columns={"value": "latest", "end": "latest_end"}))
    start, end, due = (_years(table[name]) for name in ("base_end", "latest_end", "target_end"))
    table["change"] = table["latest"] - table["baseline"]
    table["share_of_way"] = table["change"] / (table["target"] - table["baseline"])
    numbers = table[["baseline", "latest", "target"]]
    aimed = table["target"].notna()
    is_linear = (numbers <= 0).any(axis=1) | (aimed & table["limit"].notna())
    with np.errstate(divide="ignore", invalid="ignore"):
        compound = (table["latest"] / table["baseline"]) ** (1 / (end - start)) - 1
        wanted = (table["target"] / table["baseline"]) ** (1 / (due - start)) - 1
        table["pace_held"] = np.where(is_linear, table["change"] / (end - start), compound)
        linear_need = (table["target"] - table["baseline"]) / (due - start)
        table["pace_needed"] = np.where(is_linear, linear_need, wanted)
        without = np.where(is_linear, table["baseline"].abs(), 1.0)
        against = np.where(aimed, np.abs(table["pace_needed"]), without)
        table["ratio"] = table["direction"] * table["pace_held"] / against
        shrunk = np.where(aimed, NO_LIMIT, _shrunk(table))
    cuts = [np.where(aimed, cut, growth * shrunk) for cut, growth in zip(CUTS, GROWTH_CUTS, strict=True)]
    table["verdict"] = np.select([table["ratio"] >= cut for cut in cuts], LEVELS, "moving away")
    met = aimed & (table["direction"] * (table["latest"] - table["target"]) >= 0)
    table.loc[met, "verdict"] = "achieved"
    return table


def _years(ends: pd.Series) -> pd.Series:
    return ends.dt.year - 1 + (ends.dt.month - 1 + ends.dt.day / ends.dt.days_in_month) / 12


def _shrunk(table: pd.DataFrame) -> pd.Series:
    """Return by how much the cuts shrink where there is no target and the baseline is near the limit."""
    near = (table["baseline"] / table["limit"]).clip(0, None)
    near = near.where(near <= 1, 2 - near).clip(0, None)
    return (1 - near**LIMIT_EXPONENT).fillna(NO_LIMIT)


def progress_by_group(figures: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Return the same as `progress_of`, worked out group by group."""
    known = figures.dropna(subset=["value"])
    rows = {
        indicator_id: _row(group, indicators.loc[indicator_id])
        for indicator_id, group in known.groupby("indicator_id", sort=False)
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def _row(group: pd.DataFrame, facts: pd.Series) -> dict[str, Any]:
    latest = group.iloc[-1]
    since = group[group["end"].dt.year >= BASE_YEAR]
    base = since.iloc[0] if len(since) > 1 else group.iloc[0]
    aim, sign = facts["target"], facts["direction"]
    held = _year(latest["end"]) - _year(base["end"])
    change = latest["value"] - base["value"]
    row = {"baseline": base["value"], "latest": latest["value"], "change": change}
    row["share_of_way"] = change / (aim - base["value"])
    numbers = [base["value"], latest["value"], *([] if pd.isna(aim) else [aim])]
    is_linear = min(numbers) <= 0 or not (pd.isna(aim) or pd.isna(facts["limit"]))
    row["pace_held"] = change / held if is_linear else (latest["value"] / base["value"]) ** (1 / held) - 1
    if pd.isna(aim):
        row["pace_needed"] = np.nan
        row["ratio"] = sign * row["pace_held"] / (abs(base["value"]) if is_linear else 1)
        near = base["value"] / facts["limit"]
        shrunk = 1.0 if pd.isna(near) else 1 - max(min(near, 2 - near), 0) ** LIMIT_EXPONENT
        cuts = tuple(cut * shrunk for cut in GROWTH_CUTS)
    else:
        allowed = _year(facts["target_end"]) - _year(base["end"])
        needed = (aim - base["value"]) / allowed if is_linear else (aim / base["value"]) ** (1 / allowed) - 1
        row["pace_needed"], row["ratio"], cuts = needed, sign * row["pace_held"] / abs(needed), CUTS
    levels = (level for level, cut in zip(LEVELS, cuts, strict=True) if row["ratio"] >= cut)
    is_met = not pd.isna(aim) and sign * (latest["value"] - aim) >= 0
    return {**row, "verdict": "achieved" if is_met else next(levels, "moving away")}


def _year(end: pd.Timestamp) -> float:
    return float(end.year - 1 + (end.month - 1 + end.day / end.days_in_month) / 12)
