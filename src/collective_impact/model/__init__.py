"""The typed model of a collective impact initiative: one file for each noun, `initiative` holds them all."""
