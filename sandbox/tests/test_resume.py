from __future__ import annotations

from discord_sandbox import Person
from discord_sandbox.gateway.protocol import Opcode
from discord_sandbox.gateway.session import REPLAYED
from sandbox.tests.plain import Payload, PlainBot, Shard


async def resume(bot: PlainBot, ready: Payload, sequence: int | None) -> Shard:
    shard = await bot.connect()
    assert (await shard.receive())["op"] == Opcode.HELLO
    request = {"token": bot.discord.token, "session_id": ready["session_id"], "seq": sequence}
    await shard.send(Opcode.RESUME, request)
    return shard


async def test_missed_events_come_again_in_order(plain: PlainBot, erin: Person) -> None:
    shard, ready = await plain.identify()
    await erin.say("one")
    assert (await shard.event("MESSAGE_CREATE"))["content"] == "one"
    plain.discord.gateway.drop()
    assert await shard.closed() == 1006
    await plain.discord.world.changed.until(lambda: not plain.discord.gateway.connected, 5)
    await erin.say("two")
    await erin.say("three")
    again = await resume(plain, ready, shard.sequence)
    heard = [await again.event("MESSAGE_CREATE", "RESUMED") for _ in range(3)]
    assert [event.get("content") for event in heard] == ["two", "three", None]
    await erin.say("four")
    assert (await again.event("MESSAGE_CREATE"))["content"] == "four"


async def test_a_new_connection_takes_the_session_over(plain: PlainBot, erin: Person) -> None:
    old, ready = await plain.identify()
    again = await resume(plain, ready, old.sequence)
    await again.event("RESUMED")
    await old.socket.close()
    await erin.say("hello")
    assert (await again.event("MESSAGE_CREATE"))["content"] == "hello"
    assert len(plain.discord.gateway.connected) == 1


async def test_what_cannot_be_resumed_is_an_invalid_session(plain: PlainBot, erin: Person) -> None:
    shard, ready = await plain.identify()
    unknown = await resume(plain, {"session_id": "nobody"}, 0)
    assert await unknown.receive() == {"op": Opcode.INVALID_SESSION, "d": False, "s": None, "t": None}
    await shard.socket.close(code=4000)
    session = plain.discord.gateway.sessions[0]
    for _ in range(REPLAYED + 1):
        session.dispatch("NOISE", b"{}")
    assert (await (await resume(plain, ready, 1)).receive())["op"] == Opcode.INVALID_SESSION


async def test_a_sequence_from_the_future_is_refused(plain: PlainBot) -> None:
    shard, ready = await plain.identify()
    assert await (await resume(plain, ready, 10_000)).closed() == 4007
    await shard.socket.close()


async def test_a_session_that_was_given_up_is_gone(plain: PlainBot) -> None:
    shard, _ = await plain.identify()
    await shard.socket.close(code=1000)
    gateway = plain.discord.gateway
    assert await plain.discord.world.changed.until(lambda: not gateway.sessions, 5)


async def test_a_session_waits_three_minutes(plain: PlainBot) -> None:
    shard, ready = await plain.identify()
    await shard.socket.close(code=4000)
    await plain.discord.world.changed.until(lambda: not plain.discord.gateway.connected, 5)
    plain.discord.clock.advance(181)
    assert (await (await resume(plain, ready, shard.sequence)).receive())["op"] == Opcode.INVALID_SESSION


async def test_the_sandbox_can_ask_for_a_reconnect_or_invalidate(plain: PlainBot) -> None:
    shard, _ = await plain.identify()
    await shard.event("GUILD_CREATE")
    await shard.event("GUILD_CREATE")
    plain.discord.gateway.ask_to_reconnect()
    assert (await shard.receive())["op"] == Opcode.RECONNECT
    plain.discord.gateway.invalidate(resumable=True)
    assert (await shard.receive())["d"] is True
    plain.discord.gateway.invalidate()
    assert (await shard.receive())["d"] is False
    assert plain.discord.gateway.sessions == []
    await plain.discord.gateway.close(4000, "Bad luck.")
    assert await shard.closed() == 4000
