"""The commands of the command line, in a file for each room of the library that they speak for."""
