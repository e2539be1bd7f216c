"""Suggestions while somebody types."""

from __future__ import annotations

from typing import Any

from discord_sandbox import GuildHandle, Person, Sandbox
from discord_sandbox.clients.errors import ResponseTimeout
from discord_sandbox.model.payload import Payload
from discord_sandbox.page.completion import Completion, complete
from discord_sandbox.page.mentioning import written
from discord_sandbox.page.viewer import Viewer
from sandbox.tests.plain import Rest

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE = 3, 4, 5, 6, 7, 8
COMMAND: Payload = {
    "name": "note",
    "description": "Notes.",
    "options": [
        {
            "type": 1,
            "name": "add",
            "description": "Add one.",
            "options": [
                {"type": STRING, "name": "text", "description": "The words.", "required": True},
                {"type": STRING, "name": "title", "description": "Its title.", "autocomplete": True},
                {"type": BOOLEAN, "name": "open", "description": "For all."},
                {"type": USER, "name": "who", "description": "By whom."},
                {"type": ROLE, "name": "role", "description": "For whom."},
                {"type": CHANNEL, "name": "place", "description": "Where.", "channel_types": [0]},
                {
                    "type": STRING,
                    "name": "mood",
                    "description": "How.",
                    "choices": [{"name": "Glad", "value": "g"}, {"name": "Sad", "value": "s"}],
                },
            ],
        }
    ],
}
HIDDEN: Payload = {
    "name": "notary",
    "description": "For staff.",
    "default_member_permissions": "8192",
}


class Typing:
    """Somebody at the keyboard, and an application that completes."""

    def __init__(self, person: Person, discord: Sandbox) -> None:
        self.viewer = Viewer(discord.world, person.user, person.channel)
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.silent = False

    async def __call__(self, line: str) -> Completion:
        """Suggestions where ``¦`` stands, or at the end."""
        before, _, after = line.partition("¦")
        return await complete(self.viewer, before + after, len(before), self._answer)

    async def labels(self, line: str) -> list[str]:
        return [each.label for each in (await self(line)).suggestions]

    async def accepted(self, line: str) -> str:
        """The line after the first suggestion was taken."""
        first = (await self(line)).suggestions[0]
        before, _, after = line.partition("¦")
        text = before + after
        return text[: first.begin] + first.insert + text[first.end :]

    async def _answer(self, command: str, options: dict[str, Any]) -> list[Payload]:
        self.asked.append((command, options))
        if self.silent:
            raise ResponseTimeout("the application did not respond")
        return [{"name": "The first: door", "value": "one"}, {"name": "Quoted", "value": '"a" text: b'}]


async def typing(discord: Sandbox, rest: Rest, person: Person) -> Typing:
    application = discord.world.application.id
    for body in (COMMAND, HIDDEN):
        answer = await rest.post(f"/applications/{application}/commands", body)
        assert answer.status == 201
    return Typing(person, discord)


async def test_commands_and_what_is_hidden(discord: Sandbox, rest: Rest, erin: Person, sage: Person) -> None:
    erins, sages = await typing(discord, rest, erin), Typing(sage, discord)
    found = await erins("/not")
    assert [each.label for each in found.suggestions] == ["/note add"]
    assert found.eager
    assert found.hidden == [{"name": "notary", "reason": "it needs MANAGE_MESSAGES"}]
    assert await sages.labels("/not") == ["/notary", "/note add"]
    assert await erins.accepted("/no") == "/note add text:"
    assert await erins.labels("/nothing") == []


async def test_options_and_their_values(discord: Sandbox, rest: Rest, erin: Person) -> None:
    types = await typing(discord, rest, erin)
    assert await types.labels("/note add ") == ["text", "title", "open", "who", "role", "place", "mood"]
    assert await types.labels("/note add text:Some wo") == []
    assert await types.labels("/note add text:Some wh") == ["who"]
    assert await types.accepted("/note add text:Some wh") == "/note add text:Some who:"
    assert await types.labels("/note add mood:") == ["Glad", "Sad"]
    assert await types.accepted("/note add mood:sa") == "/note add mood:Sad "
    assert await types.labels("/note add open:") == ["True", "False"]
    assert await types.labels("/note add who:@jun") == ["Juniper"]
    assert await types.accepted("/note add who:@jun") == "/note add who:@juniper "
    assert await types.labels("/note add role:mod") == ["@Moderators"]
    assert await types.labels("/note add place:read") == []
    assert await types.accepted("/note add place:ar¦ text:x") == "/note add place:#art  text:x"


async def test_a_command_says_what_is_given_and_missing(discord: Sandbox, rest: Rest, erin: Person) -> None:
    types = await typing(discord, rest, erin)
    command = (await types("/note add mood:Sad ti")).command
    assert command
    assert (command["name"], command["description"]) == ("note add", "Add one.")
    given = {option["name"]: option["given"] for option in command["options"]}
    assert given["mood"]
    assert not given["text"]
    assert command["options"][0]["required"]


async def test_the_application_completes_with_what_else_was_given(
    discord: Sandbox, rest: Rest, erin: Person
) -> None:
    types = await typing(discord, rest, erin)
    assert await types.labels("/note add text:Words title:do") == ["The first: door", "Quoted"]
    assert types.asked == [("note add", {"text": "Words", "title": "do"})]
    assert await types.accepted("/note add title:do") == "/note add title:one "
    second = (await types("/note add title:q")).suggestions[1]
    assert second.insert == '"\\"a\\" text: b" '
    types.silent = True
    failed = await types("/note add title:do")
    assert failed.problem == "Loading options failed: the application did not respond"


async def test_names_are_suggested_and_become_mentions(
    discord: Sandbox, rest: Rest, erin: Person, inn: GuildHandle
) -> None:
    types = Typing(erin, discord)
    assert await types.labels("Hello @jun") == ["Juniper"]
    assert await types.accepted("Hello @jun") == "Hello @juniper "
    assert await types.labels("in #sp") == ["#spoilers"]
    assert await types.labels("in #sta") == []
    assert await types.labels("mail@jun") == []
    juniper, art, readers = inn.member("juniper"), inn.channel("art"), inn.role("Readers")
    text = written(types.viewer, "@juniper in #art, @Readers, @juniperus, a@erin.example, @everyone")
    assert text == (
        f"{juniper.mention} in {art.mention}, {readers.mention}, @juniperus, a@erin.example, @everyone"
    )
