"""Scenarios: what people do and what comes back, in files that are written by hand or recorded, and played.

``reading`` and ``writing`` know the files, ``playing`` plays them, ``recorder`` makes them, ``drafting`` and
``python_line`` turn single actions into steps.
"""
