"""Shows a hostile page and counts what gets out: TCP, UDP, DNS, files. Prints JSON.

Run by test_leaks.py in a process of its own, in a network of its own where that is possible. The
mode says which defences stand: "closed" is the preview as it is; "open" is a plain engine, to
prove that the listeners notice; "unproxied" leaves out the dead proxy only.
"""

import contextlib
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

MODE = sys.argv[1]
HOME = Path(tempfile.mkdtemp(prefix="leaks-"))
os.environ.update(
    HOME=str(HOME),
    XDG_CACHE_HOME=str(HOME / "cache"),
    XDG_CONFIG_HOME=str(HOME / "config"),
    XDG_DATA_HOME=str(HOME / "data"),
    QT_QPA_PLATFORM="offscreen",
    # The graphics driver's own cache; no page can write to it or choose its content.
    MESA_SHADER_CACHE_DISABLE="true",
)
os.environ.pop("QTWEBENGINE_CHROMIUM_FLAGS", None)
if os.geteuid() == 0:
    os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"

counts: dict[str, list[str]] = {"tcp": [], "udp": [], "dns": []}


def loopback_up() -> None:
    """A new network namespace has its loopback down."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        request = struct.pack("16sh", b"lo", 0x1 | 0x40)
        fcntl.ioctl(sock, 0x8914, request)  # SIOCSIFFLAGS


def own_address() -> str:
    """An address that is not the loopback, which WebRTC leaves out; made where there is none."""
    if os.environ.get("LEAKS_ISOLATED") == "1":
        for command in (
            "ip link add leaks0 type veth peer name leaks1",
            "ip addr add 10.99.0.1/24 dev leaks0",
            "ip link set leaks0 up",
            "ip link set leaks1 up",
            "ip route add default via 10.99.0.2",
        ):
            subprocess.run(command.split(), check=False, capture_output=True)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return sock.getsockname()[0]


def own_resolver() -> None:
    """In a mount namespace of our own, names are asked of our listener."""
    if os.environ.get("LEAKS_ISOLATED") != "1":
        return
    resolver = HOME / "resolv.conf"
    resolver.write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    subprocess.run(["mount", "--bind", str(resolver), "/etc/resolv.conf"], check=False)
    with contextlib.suppress(OSError):
        listen_udp("dns", 53)


def listen_tcp() -> int:
    """Counts connections; answers nothing useful."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            connection, _ = server.accept()
            connection.settimeout(0.3)
            data = b""
            with contextlib.suppress(OSError):
                data = connection.recv(400)
            counts["tcp"].append(data.split(b"\r\n")[0].decode("latin-1")[:80] or "connection")
            with contextlib.suppress(OSError):
                connection.sendall(
                    b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                )
            connection.close()

    threading.Thread(target=serve, daemon=True).start()
    return server.getsockname()[1]


def listen_udp(name: str, port: int = 0) -> int:
    """Counts packets."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("0.0.0.0", port))  # noqa: S104 - WebRTC leaves the loopback out

    def serve() -> None:
        while True:
            data, _ = sock.recvfrom(2000)
            counts[name].append(data[:40].hex())

    threading.Thread(target=serve, daemon=True).start()
    return sock.getsockname()[1]


def hostile(tcp: int, udp: int, address: str) -> bytes:
    """A page that tries every way out that we know."""
    web = f"http://127.0.0.1:{tcp}"
    return f"""<!doctype html><html manifest="{web}/manifest.appcache"><head><meta charset=utf-8>
<base href="{web}/base/">
<meta http-equiv=refresh content="3;url={web}/refresh">
<link rel=stylesheet href="{web}/css"><link rel=icon href="{web}/icon">
<link rel=prefetch href="{web}/prefetch"><link rel=preload as=image href="{web}/preload">
<link rel=modulepreload href="{web}/modulepreload"><link rel=preconnect href="{web}">
<link rel=preconnect href="{web}" crossorigin>
<link rel=dns-prefetch href="//prefetch.leak.test"><link rel=manifest href="{web}/manifest">
<link rel=prerender href="{web}/prerender">
<style>@import "{web}/import"; @font-face {{font-family:x;src:url({web}/font)}}
body {{font-family:x;background:url({web}/background);cursor:url({web}/cursor),auto}}
li {{list-style-image:url({web}/list)}} p::before {{content:url({web}/content)}}</style>
<script src="{web}/script"></script></head><body><p>Text</p><li>x</li>
<img src="{web}/img"><img srcset="{web}/srcset 1x, {web}/srcset2 2x">
<picture><source srcset="{web}/source"><img src="x"></picture>
<img src="http://image.leak.test/x"><img src="file:///etc/hostname"><img src="relative.png">
<video src="{web}/video" poster="{web}/poster" autoplay></video>
<audio src="{web}/audio" autoplay></audio><track src="{web}/track">
<object data="{web}/object"></object><embed src="{web}/embed">
<iframe src="{web}/iframe"></iframe>
<iframe srcdoc="&lt;img src='{web}/srcdoc'&gt;"></iframe>
<frameset><frame src="{web}/frame"></frameset>
<svg><image href="{web}/svgimage"/><use href="{web}/svguse#x"/>
<style>@import "{web}/svgstyle";</style></svg>
<table background="{web}/table"><tr><td>x</td></tr></table>
<input type=image src="{web}/input"><form id=f action="{web}/form" method=post><input name=a></form>
<a id=a href="{web}/click" ping="{web}/ping">x</a><a id=d href="{web}/download" download>x</a>
<script>
setTimeout(() => document.getElementById('f').submit(), 2500);
setTimeout(() => ['a', 'd'].forEach(id => document.getElementById(id).click()), 2000);
fetch('{web}/fetch', {{mode: 'no-cors'}}).catch(() => 0);
fetch('file:///etc/hostname').catch(() => 0);
navigator.sendBeacon('{web}/beacon', 'x');
try {{ new WebSocket('ws://127.0.0.1:{tcp}/websocket'); }} catch (e) {{}}
try {{ new EventSource('{web}/events'); }} catch (e) {{}}
try {{ const r = new XMLHttpRequest(); r.open('GET', '{web}/xhr'); r.send(); }} catch (e) {{}}
try {{ new Worker('{web}/worker'); }} catch (e) {{}}
try {{ localStorage.x = 'kept'; document.cookie = 'a=b;max-age=9999'; }} catch (e) {{}}
try {{ indexedDB.open('x', 1); }} catch (e) {{}}
try {{ window.open('{web}/open'); }} catch (e) {{}}
try {{
  const p = new RTCPeerConnection({{iceServers: [{{urls: 'stun:{address}:{udp}'}}]}});
  p.createDataChannel('x');
  p.createOffer().then(o => p.setLocalDescription(o));
}} catch (e) {{}}
</script></body></html>""".encode()


def run() -> None:
    """Show the page for a while."""
    loopback_up()
    own_resolver()
    address = own_address()
    tcp, udp = listen_tcp(), listen_udp("udp")
    from curator_app.ui.preview import scheme

    if MODE != "open":
        scheme.prepare()
    if MODE == "unproxied":
        os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = "--no-pings"

    from PySide6.QtWebEngineCore import QWebEngineProfile, QWebEngineSettings
    from PySide6.QtWebEngineWidgets import QWebEngineView
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    page = hostile(tcp, udp, address)
    keep: list[object] = []
    if MODE == "open":
        view = QWebEngineView()
        profile = QWebEngineProfile("leaky")
        keep.append(profile)
        from PySide6.QtCore import QUrl
        from PySide6.QtWebEngineCore import QWebEnginePage

        made = QWebEnginePage(profile, view)
        settings = made.settings()
        settings.setAttribute(QWebEngineSettings.WebAttribute.DnsPrefetchEnabled, True)
        view.setPage(made)
        view.show()
        made.setHtml(page.decode(), QUrl("http://page.test/"))
    else:
        from curator_app.ui.preview.pane import PreviewPane

        pane = PreviewPane()
        keep.append(pane)
        pane.resize(600, 400)
        pane.show()
        pane.show_page({"evidence/x.html": (page, "text/html; charset=utf-8")}, "evidence/x")
        pane.shown.connect(lambda _path: counts.setdefault("shown", []).append("yes"))
    end = time.monotonic() + float(os.environ.get("LEAKS_SECONDS", "4"))
    while time.monotonic() < end:
        app.processEvents()
        time.sleep(0.01)
    files = [str(p.relative_to(HOME)) for p in HOME.rglob("*") if p.is_file()]
    counts["files"] = [name for name in files if name != "resolv.conf"]
    print("RESULT " + json.dumps(counts), flush=True)
    os._exit(0)


run()
