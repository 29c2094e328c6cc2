"""The readiness checker: criteria, conditions, frameworks, and the report that defends every verdict.

`scoring` is arithmetic, `framework` the rules as data, one file holds the criteria of each condition, and
`assessment` puts them to work.
"""
