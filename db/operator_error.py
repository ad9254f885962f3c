"""Failures that whoever runs the program can mend."""


class OperatorError(Exception):
    """A command or the server cannot go on; the message is a sentence that says what to do.

    The command line prints the message alone. Every other error is printed with what caused it.
    """
