"""The sections of the settings, each in a module of its name."""
