"""A local Discord to develop and test bots against: REST and gateway over real sockets, and people to act as."""

from app.sandbox.people.errors import Blocked, NoAnswer, NotOffered
from app.sandbox.people.files import File
from app.sandbox.people.guild import GuildHandle
from app.sandbox.people.moderator import Moderator
from app.sandbox.people.person import Person
from app.sandbox.people.reply import Choice, Reply
from app.sandbox.people.resolved import Forged
from app.sandbox.people.seen import SeenMessage
from app.sandbox.permissions import Permission
from app.sandbox.sandbox import NotReady, Sandbox

__all__ = [
    "Blocked",
    "Choice",
    "File",
    "Forged",
    "GuildHandle",
    "Moderator",
    "NoAnswer",
    "NotOffered",
    "NotReady",
    "Permission",
    "Person",
    "Reply",
    "Sandbox",
    "SeenMessage",
]
