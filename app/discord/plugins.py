"""Loads, checks, reloads and unloads plugins."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from types import ModuleType

import hikari
import lightbulb
import linkd
from lightbulb.commands import CommandBase
from lightbulb.di import INJECTED, Contexts
from lightbulb.exceptions import ExecutionPipelineFailedException

from app.core.errors import AppError
from app.discord.command_info import claims_of, commands_below, data_of, info_of
from app.discord.components import COMPONENT, ComponentEvent
from app.discord.reply import Reply
from app.discord.ui import Pager

PACKAGE = "plugins"
CONTEXTS = (
    Contexts.DEFAULT,
    Contexts.COMMAND,
    Contexts.AUTOCOMPLETE,
    Contexts.LISTENER,
    Contexts.TASK,
    COMPONENT,
)
PASSED = (
    hikari.Event,
    lightbulb.AutocompleteContext,
    lightbulb.Context,
    lightbulb.ExecutionPipeline,
    ExecutionPipelineFailedException,
    ComponentEvent,
    Reply,
)
"""Types that are handed to a callback itself, or put into its context when it is called."""


class PluginError(AppError):
    """A plugin cannot be loaded; the bot must not run half-equipped."""


class PluginManager:
    """Plugins by short name: ``quotes`` is the module ``plugins.quotes``."""

    def __init__(self, client: lightbulb.Client) -> None:
        self._client = client
        self._loaded: list[str] = []

    @property
    def loaded(self) -> tuple[str, ...]:
        return tuple(self._loaded)

    @staticmethod
    def available() -> tuple[str, ...]:
        """Every plugin there is, loaded or not."""
        package = importlib.import_module(PACKAGE)
        return tuple(sorted(module.name for module in pkgutil.iter_modules(package.__path__)))

    async def load(self, name: str) -> None:
        """Import, check and add one plugin, or raise ``PluginError`` and leave nothing behind."""
        if name in self._loaded:
            raise PluginError(f"plugin {name!r} is loaded already")
        path = f"{PACKAGE}.{name}"
        try:
            await self._add(path)
        except (Exception, SystemExit) as error:
            _forget(path)
            reason = "it wants to end the process" if isinstance(error, SystemExit) else error
            raise PluginError(f"plugin {name!r} does not load: {reason}") from error
        self._loaded.append(name)

    async def load_all(self, names: Sequence[str]) -> None:
        """Load these plugins; refuses none at all, as a sync would then remove every command."""
        if not names:
            raise PluginError("no plugin is switched on; is settings.toml where it should be?")
        for name in names:
            await self.load(name)

    async def unload(self, name: str) -> None:
        """Remove one plugin and every trace of its modules."""
        if name not in self._loaded:
            raise PluginError(f"plugin {name!r} is not loaded")
        self._loaded.remove(name)
        await self._client.unload_extensions(f"{PACKAGE}.{name}")
        _forget(f"{PACKAGE}.{name}")

    async def unload_all(self) -> None:
        for name in reversed(self.loaded):
            await self.unload(name)

    async def reload(self, name: str) -> None:
        """Load the plugin's present source; if that fails, restore what was running and raise."""
        previous = {module: sys.modules[module] for module in _modules(f"{PACKAGE}.{name}")}
        position = self._loaded.index(name) if name in self._loaded else 0
        await self.unload(name)
        try:
            importlib.invalidate_caches()
            await self.load(name)
        except PluginError:
            sys.modules.update(previous)
            await self.load(name)
            raise
        finally:
            self._loaded.insert(position, self._loaded.pop())

    async def _add(self, path: str) -> None:
        # lightbulb logs an ImportError and carries on; importing first makes it ours.
        self._check(importlib.import_module(path))
        await self._client.load_extensions(path)
        if path not in sys.modules:  # how lightbulb leaves a module whose loading it logged as failed
            raise PluginError("lightbulb refused it; see the log")

    def _check(self, module: ModuleType) -> None:
        """Find now what lightbulb would only find on first use."""
        if not any(isinstance(item, lightbulb.Loader) for item in vars(module).values()):
            raise PluginError("it has no lightbulb.Loader")
        modules = _modules(module.__name__)
        for command in _commands(modules):
            if not info_of(command).examples:
                raise PluginError(f"{command.__qualname__} shows no example in its info")
        self._refuse_taken(modules)
        for function in _injected(modules):
            for parameter in inspect.signature(function, eval_str=True).parameters.values():
                if not self._available(parameter):
                    where = f"{function.__qualname__}({parameter.name})"
                    raise PluginError(f"{where} asks for {parameter.annotation!r}, which nothing provides")
            _prime(function)

    def _refuse_taken(self, modules: Sequence[str]) -> None:
        # lightbulb would let the newer of two commands with one name replace the other, and say nothing.
        running = [command for root in self._client.registered_commands for command in commands_below(root)]
        taken = dict(claim for command in running for claim in claims_of(command))
        for command in _commands(modules):
            for name, taker in claims_of(command):
                if taken.setdefault(name, taker) is not taker:
                    raise PluginError(f"it registers {name}, which exists already")

    def _available(self, parameter: inspect.Parameter) -> bool:
        wanted, default = parameter.annotation, parameter.default
        if (
            not isinstance(wanted, type)
            or wanted in {parameter.empty, dict, int, str, bool}
            or default not in (parameter.empty, INJECTED)
        ):
            return True
        return any(wanted in self._client.di.registry_for(c) for c in CONTEXTS) or issubclass(wanted, PASSED)


def _commands(modules: Sequence[str]) -> Iterator[type[CommandBase]]:
    for name in modules:
        for item in vars(sys.modules[name]).values():
            # What has another home was imported, and is looked at there.
            if isinstance(item, type) and item.__module__ == name and issubclass(item, CommandBase):
                yield item


def _injected(modules: Sequence[str]) -> Iterator[linkd.AutoInjecting]:
    """Every function in these modules whose parameters are filled in when it is called."""
    for command in _commands(modules):
        yield from (method for method in vars(command).values() if isinstance(method, linkd.AutoInjecting))
        providers = (option.autocomplete_provider for option in data_of(command).options.values())
        yield from (provider for provider in providers if isinstance(provider, linkd.AutoInjecting))
    for name in modules:
        for item in vars(sys.modules[name]).values():
            if isinstance(item, Pager):
                item = item.source  # noqa: PLW2901 - what a pager injects into
            elif isinstance(item, lightbulb.ExecutionHook):
                item = item.func  # noqa: PLW2901 - what a hook injects into
            if isinstance(item, linkd.AutoInjecting):
                yield item


def _prime(function: linkd.AutoInjecting) -> None:
    # linkd 0.6 compiles a method's resolver anew on every call; compiling it here keeps it.
    if function._dependency_func is None:  # noqa: SLF001 - see tests/architecture/test_canaries.py
        function._dependency_func = function._codegen_dependency_func()  # noqa: SLF001


def _modules(path: str) -> list[str]:
    return [name for name in sys.modules if name == path or name.startswith(path + ".")]


def _forget(path: str) -> None:
    # lightbulb forgets only the plugin's own module, so a package would keep stale parts.
    for name in _modules(path):
        module = sys.modules.pop(name)
        parent, _, child = name.rpartition(".")
        if getattr(sys.modules.get(parent), child, None) is module:
            delattr(sys.modules[parent], child)
