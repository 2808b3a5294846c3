"""Light, dark and print without touching the page's bytes.

Chromium takes `prefers-color-scheme` from the desktop when it starts, and Qt 6.11 offers no way to
change it for one page (measured: neither QStyleHints.setColorScheme nor the palette reaches a
loaded page; ForceDarkMode repaints and does not ask the page's own style). So our own script, in a
world apart from the page, sets the media conditions of the loaded style sheets: what the page
declares for dark is then what is shown. Print is shown as the engine prints it.
"""

from __future__ import annotations

from string import Template

from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineScript

NAME = "appearance"
WORLD = QWebEngineScript.ScriptWorldId.ApplicationWorld
_SOURCE = Template(
    r"""
(function (wanted) {
  const ask = /\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/gi;
  const originals = (window.__atlasMedia = window.__atlasMedia || new Map());
  function set(owner) {
    if (!originals.has(owner)) originals.set(owner, owner.media.mediaText);
    const text = originals.get(owner);
    const told = text.replace(ask, (_, which) =>
      which.toLowerCase() === wanted ? "(min-width: 0)" : "(max-width: 0)");
    if (owner.media.mediaText !== told) owner.media.mediaText = told;
  }
  function walk(sheet) {
    if (sheet.media && sheet.media.length) set(sheet);
    let rules = [];
    try { rules = sheet.cssRules; } catch (refused) { return; }
    each(rules);
  }
  function each(rules) {
    for (const rule of rules) {
      if (rule.media && rule.media.length && rule.cssRules) set(rule);
      if (rule.styleSheet) walk(rule.styleSheet);
      if (rule.cssRules) each(rule.cssRules);
    }
  }
  function all() {
    for (const sheet of document.styleSheets) walk(sheet);
    document.documentElement.style.colorScheme = wanted;
  }
  all();
  for (const link of document.querySelectorAll("link[rel~=stylesheet]"))
    if (!link.sheet) link.addEventListener("load", all);
})("$scheme");
"""
)


def show(page: QWebEnginePage, scheme: str) -> None:
    """Show the page, and those loaded later, as on a light or a dark desktop."""
    source = _SOURCE.substitute(scheme=scheme)
    scripts = page.scripts()
    for old in scripts.find(NAME):
        scripts.remove(old)
    script = QWebEngineScript()
    script.setName(NAME)
    script.setWorldId(WORLD)
    script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentReady)
    script.setSourceCode(source)
    scripts.insert(script)
    page.runJavaScript(source, WORLD.value)
