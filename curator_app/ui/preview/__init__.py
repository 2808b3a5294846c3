"""The page as readers will see it. Only this package knows Qt WebEngine.

`scheme.prepare()` is called before the application object is made; `pane.PreviewPane` is imported
when a preview is first wanted, for it brings Chromium with it.
"""
