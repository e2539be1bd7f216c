"""What a browser is told to keep to."""

from __future__ import annotations

_DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "media-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    # Text becomes HTML in one place of the scripts only, and there it comes from this server.
    "require-trusted-types-for": "'script'",
    "trusted-types": "sandbox",
}
POLICY = "; ".join(f"{name} {value}" for name, value in _DIRECTIVES.items())
COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
PAGE = {**COMMON, "Content-Security-Policy": POLICY}
STATIC = {**COMMON, "Cache-Control": "no-cache"}
PICTURE = {**STATIC, "Content-Security-Policy": "default-src 'none'; sandbox"}
