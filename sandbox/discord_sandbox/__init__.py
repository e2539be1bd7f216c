"""A local Discord to develop and test bots against: REST and gateway over real sockets, and people to act as."""

from discord_sandbox.clients.errors import ActionUnavailable, Blocked, ResponseTimeout
from discord_sandbox.clients.files import File
from discord_sandbox.clients.guild import GuildHandle
from discord_sandbox.clients.moderator import Moderator
from discord_sandbox.clients.person import Person
from discord_sandbox.clients.reply import Choice, Reply
from discord_sandbox.clients.resolved import Forged
from discord_sandbox.clients.seen import SeenMessage
from discord_sandbox.model.permissions import Permission
from discord_sandbox.sandbox import NotReady, Sandbox

__version__ = "0.1.0"

__all__ = [
    "ActionUnavailable",
    "Blocked",
    "Choice",
    "File",
    "Forged",
    "GuildHandle",
    "Moderator",
    "NotReady",
    "Permission",
    "Person",
    "Reply",
    "ResponseTimeout",
    "Sandbox",
    "SeenMessage",
]
