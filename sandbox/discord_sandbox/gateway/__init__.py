"""The gateway: sessions over WebSockets to which events are sent."""
