"""The commands, one module per feature; each is loaded, reloaded and switched off on its own."""
