"""Response headers for hosts that read a `_headers` file."""

from __future__ import annotations

# What a <meta> policy cannot say (frame-ancestors) or should not (upgrades break local previews).
HEADERS = (
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'none'; "
        "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; upgrade-insecure-requests",
    ),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    (
        "Permissions-Policy",
        "accelerometer=(), camera=(), display-capture=(), fullscreen=(), geolocation=(), "
        "gyroscope=(), microphone=(), midi=(), payment=(), usb=(), browsing-topics=()",
    ),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
LASTING = "public, max-age=31536000, immutable"


def headers_file(base: str) -> bytes:
    """The `_headers` file: one set for every page, long caching for hashed names."""
    lines = [f"{base}/*", *(f"  {name}: {value}" for name, value in HEADERS)]
    lines += [f"{base}/assets/*", f"  Cache-Control: {LASTING}"]
    return ("\n".join(lines) + "\n").encode()
