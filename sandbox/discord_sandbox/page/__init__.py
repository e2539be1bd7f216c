"""The page to try a bot in: what somebody sees of the sandbox, as HTML, and what they do in it."""
