"""Foreign formats, one file for each: what other tools export comes in here and leaves as our own records.

A reader gives back a `Reading`: the value, and a problem for all that was left out, changed or doubtful. Nothing
here opens a network connection, and nothing else in the library knows a foreign format.
"""
