"""The composition root: the only package that says which class stands behind which name.

Each part is a class in a file of its own and inherits the parts it builds on, so that all of them are one flat
container whose providers keep their types.
"""

from __future__ import annotations

from app.container.audit import Audit
from app.container.cooldowns import CooldownResets
from app.container.dice import Dice
from app.container.links import Links
from app.container.message_log import MessageLog
from app.container.operators import Operators
from app.container.process import Process
from app.container.quotes import Quotes
from app.container.statistics import Statistics


class Container(
    Audit,
    CooldownResets,
    Dice,
    Links,
    MessageLog,
    Operators,
    Process,
    Quotes,
    Statistics,
):
    """Everything one process shares. Nothing is created until first asked for."""

    # A part's own would stay without a container, as only that of the class that is made gets one.
    __self__ = Process.__self__
