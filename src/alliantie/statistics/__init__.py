"""Statistics: arrays in, results out. No Django, no files, no clock.

One module a subject. A function takes numpy arrays of numbers, where NaN is a missing answer, and gives a frozen
dataclass of plain numbers. Its docstring says definition, estimator, reference, assumptions and limits; the page of
the method in docs/methods says the same for who reads no code. What cannot be answered raises `Refused`.
"""
