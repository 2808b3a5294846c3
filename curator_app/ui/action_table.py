"""Every command of the window in one table: menus, tool bar, keys, tooltips and F1 come from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

MENUS = {
    "file": "&File",
    "edit": "&Edit",
    "entry": "E&ntry",
    "checks": "&Checks",
    "view": "&View",
    "help": "&Help",
}
THEME_MENU, COLUMNS_MENU, STATE_MENU, SORT_MENU = "theme", "columns", "state", "sort"
SUBMENUS = {
    STATE_MENU: "Change &state",
    SORT_MENU: "S&ort by",
    COLUMNS_MENU: "Co&lumns",
    THEME_MENU: "&Theme",
}
PLACES = {
    STATE_MENU: ("entry", "remove"),
    SORT_MENU: ("view", "reload"),
    COLUMNS_MENU: ("view", "reload"),
    THEME_MENU: ("view", "focus_preview"),
}
"""In which menu each submenu stands, and under which command."""


@dataclass(frozen=True)
class Spec:
    """One command: `needs` are the conditions that must hold, `scope` is where its keys work.

    That is the window, or only the widgets to which `add_list_actions` gives the commands of a
    scope: "list" the list, "reading" the list and the message of the inbox.

    A menu name that starts with "|" puts a line above the command.
    """

    id: str
    text: str
    menu: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    help: str = ""
    needs: tuple[str, ...] = ()
    scope: str = "window"
    toolbar: bool = False
    checkable: bool = False

    @property
    def name(self) -> str:
        """The text without the mark of its menu key."""
        return self.text.replace("&", "").removesuffix("…")

    @property
    def under(self) -> str:
        """The menu that it stands in."""
        return self.menu.removeprefix("|")

    def tip(self) -> str:
        """What the tooltip says: help or name, with the first key in brackets."""
        words = self.help or self.name
        if not self.keys:
            return words
        return f"{words} [{shown_key(self.keys[0])}]"


def shown_key(key: str) -> str:
    """A key as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


OPEN, WRITE, ENTRY, SELECTION = "open", "write", "entry", "selection"

ACTIONS: tuple[Spec, ...] = (
    Spec("new", "&New entry", "file", ("Ctrl+N",), "new",
         "Begin an empty entry", (OPEN, WRITE), toolbar=True),
    Spec("import", "&Import…", "file", ("Ctrl+I",), "import",
         "Read records from files; nothing is added before you agree", (OPEN, WRITE), toolbar=True),
    Spec("look_up", "&Add by identifier…", "file", ("Ctrl+Shift+N",), "search",
         "Look papers up by DOI, PMID, PMCID or address; nothing is added before you agree",
         (OPEN, WRITE)),
    Spec("import_history", "Import &history…", "file", (), "",
         "What was imported when and by whom, and taking a whole import back", (OPEN,)),
    Spec("export", "&Export…", "file", ("Ctrl+E",), "export",
         "Write entries to a file for other programs", (OPEN,)),
    Spec("publish", "&Publish…", "file", ("Ctrl+Shift+P",), "publish",
         "Build the site into a folder", (OPEN,), toolbar=True),
    Spec("contributions", "&Contributions…", "|file", ("Ctrl+Shift+I",), "inbox",
         "What readers wrote: the private inbox, in a window of its own", (OPEN,), toolbar=True),
    Spec("backup", "&Back up the library", "|file", (), "folder",
         "Make a checked copy of the library", (OPEN, WRITE)),
    Spec("library", "Open another &library…", "file", ("Ctrl+O",), "",
         "Choose the folder of another library"),
    Spec("demo", "Open the &demo atlas", "file", (), "",
         "Look around in a small atlas of real studies, apart from your own library"),
    Spec("name", "Your na&me…", "file", (), "",
         "The name that your revisions carry"),
    Spec("lookup_settings", "Look-up &settings…", "file", (), "",
         "The contact address and the key with which services are asked about papers"),
    Spec("quit", "&Quit", "|file", ("Ctrl+Q", "Ctrl+W"), "", "Close the window"),
    Spec("undo", "&Undo", "edit", ("Ctrl+Z",), "undo",
         "Take back the last change of the library", (OPEN, WRITE, "undo"), toolbar=True),
    Spec("redo", "&Redo", "edit", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo",
         "Repeat what was taken back", (OPEN, WRITE, "redo"), toolbar=True),
    Spec("copy_citation", "Copy &citation", "|edit", ("Ctrl+C",), "copy",
         "Copy the citations of the selected entries", (SELECTION,), "list"),
    Spec("copy_bibtex", "Copy &BibTeX", "edit", ("Ctrl+Shift+C",), "copy",
         "Copy the BibTeX records of the selected entries", (SELECTION,), "list"),
    Spec("copy_ris", "Copy as &RIS", "edit", (), "copy",
         "Copy the selected entries for a reference manager", (SELECTION,), "list"),
    Spec("copy_csl", "Copy as CSL-&JSON", "edit", (), "copy",
         "Copy the selected entries for a citation processor", (SELECTION,), "list"),
    Spec("find", "&Find", "|edit", ("Ctrl+F",), "search", "Search the list", (OPEN,)),
    Spec("jump", "&Go to entry…", "edit", ("Ctrl+G", "Ctrl+P"), "jump",
         "Jump to an entry by its address or title", (OPEN,)),
    Spec("save", "&Save", "entry", ("Ctrl+S",), "save",
         "Save the entry as a new revision", (ENTRY, WRITE, "dirty"), toolbar=True),
    Spec("save_note", "Save with a &note…", "entry", ("Ctrl+Shift+S",), "",
         "Save and say why", (ENTRY, WRITE, "dirty")),
    Spec("discard", "&Discard unsaved text…", "entry", (), "",
         "Go back to the last saved revision", (ENTRY, "dirty")),
    Spec("approve", "&Approve", "entry", ("Ctrl+Shift+A",), "good",
         "You read the page and it is ready; any later change of a word asks again",
         (OPEN, WRITE, "approvable")),
    Spec("history", "&History…", "entry", ("Ctrl+H",), "history",
         "Who changed what in this entry, and earlier versions", (ENTRY, "saved"), toolbar=True),
    Spec("refresh", "Re&fresh from source…", "entry", (), "",
         "Compare the entry with what PubMed, Crossref or Europe PMC say of it now",
         (ENTRY, WRITE, "saved")),
    Spec("next", "Ne&xt entry", "|entry", ("Alt+Down",), "next",
         "Open the next entry of the list", (OPEN,)),
    Spec("previous", "&Previous entry", "entry", ("Alt+Up",), "previous",
         "Open the entry before in the list", (OPEN,)),
    Spec("remove", "&Remove…", "|entry", ("Del",), "remove",
         "Take the selected entries out of the atlas; can be undone",
         (SELECTION, WRITE, "present"), "list"),
    Spec("bring_back", "Bring &back", "entry", (), "restore",
         "Put removed entries back into the atlas", (SELECTION, WRITE, "removed")),
    Spec("drafts", "&Unsaved texts…", "|entry", (), "draft",
         "Texts that were typed and never saved", (OPEN, "drafts")),
    Spec("next_finding", "&Next finding", "checks", ("F4",), "",
         "Go to the next finding of the entry", (ENTRY,)),
    Spec("previous_finding", "&Previous finding", "checks", ("Shift+F4",), "",
         "Go to the finding before", (ENTRY,)),
    Spec("quick_fix", "&Quick fixes…", "|checks", ("Ctrl+.",), "",
         "What can be done about the finding at the cursor", (ENTRY,)),
    Spec("apply_fix", "&Apply the suggestion", "checks", ("Alt+Return", "Alt+Enter"), "",
         "Write what is proposed for the finding at the cursor", (ENTRY, WRITE)),
    Spec("dismiss", "&Dismiss…", "checks", ("Ctrl+Shift+D",), "",
         "Say why a finding does not hold; it returns when its sentence changes", (ENTRY, WRITE)),
    Spec("explain", "&Explain…", "checks", ("Ctrl+Shift+E",), "",
         "What a finding means, and why there is such a rule", (ENTRY,)),
    Spec("check_library", "Check the whole &library", "|checks", ("Ctrl+Shift+L",), "",
         "List the findings of all entries; afterwards only what changes is checked", (OPEN,)),
    Spec("retractions", "Check for &retractions…", "checks", (), "",
         "Ask PubMed and Crossref what happened to the papers of the library", (OPEN, WRITE)),
    Spec("duplicates", "Find &duplicates…", "|checks", ("Ctrl+Shift+U",), "",
         "Entries that may be one study, with the reasons; merge them side by side", (OPEN,)),
    Spec("merge_selected", "Mer&ge the two selected…", "checks", ("Ctrl+Shift+M",), "",
         "Compare two entries of the list side by side and make them one", (OPEN, "pair")),
    Spec("filters", "&Filters", "view", ("F7",), "filter",
         "Show or hide the filters", (OPEN,), toolbar=True, checkable=True),
    Spec("preview", "&Preview", "view", ("F8",), "preview",
         "Show the page as it will be published", (OPEN,), toolbar=True, checkable=True),
    Spec("findings", "Fi&ndings", "view", ("F6",), "warn",
         "Show or hide the panel of findings", (OPEN,), toolbar=True, checkable=True),
    Spec("show_removed", "&Removed entries", "view", (), "remove",
         "List what was taken out of the atlas", (OPEN,), checkable=True),
    Spec("clear_filters", "&Clear search and filters", "view", ("Ctrl+Backspace",), "",
         "Show all entries again", (OPEN, "filtered"), "list"),
    Spec("reload", "Re&load", "view", ("F5",), "", "Read the list again", (OPEN,)),
    Spec("catalogue", "Case &definitions…", "|view", ("F9",), "",
         "Look up every case definition, and how contested ones are read here", (OPEN,)),
    Spec("word_lists", "&Word lists…", "view", ("Shift+F9",), "",
         "The words that the checks look for, and your own among them", (OPEN,)),
    Spec("focus_filters", "Go to filters", "|view", ("Alt+1",), "",
         "Move to the filters", (OPEN,)),
    Spec("focus_list", "Go to list", "view", ("Alt+2",), "", "Move to the list", (OPEN,)),
    Spec("focus_editor", "Go to editor", "view", ("Alt+3",), "",
         "Move to the entry's fields", (ENTRY,)),
    Spec("focus_detection", "Go to &proposals", "view", ("Ctrl+D",), "",
         "Move to what was found in the entry's texts", (ENTRY,)),
    Spec("focus_preview", "Go to preview", "view", ("Alt+4",), "",
         "Show the preview and move to it", (ENTRY,)),
    Spec("focus_findings", "Go to findings", "view", ("Alt+5",), "",
         "Show the findings and move to them", (OPEN,)),
    Spec("theme_system", "As the &system", "theme", checkable=True,
         help="Light or dark as the system has it"),
    Spec("theme_light", "&Light", "theme", checkable=True, help="Always light"),
    Spec("theme_dark", "&Dark", "theme", checkable=True, help="Always dark"),
    Spec("shortcuts", "&Keys", "help", ("F1",), "help", "All commands and their keys"),
    Spec("about", "&About Atlas Curator", "help", (), "info", "Version and where things are kept"),
)  # fmt: skip
BY_ID: Mapping[str, Spec] = {spec.id: spec for spec in ACTIONS}


@dataclass(frozen=True)
class Table:
    """The commands of one window in the order of its menus, and the titles of these."""

    specs: tuple[Spec, ...]
    menus: Mapping[str, str]
    submenus: Mapping[str, str]
    places: Mapping[str, tuple[str, str]]

    def menu_of(self, spec: Spec) -> str:
        """What the menu of a command is called."""
        title = self.menus.get(spec.under) or self.submenus[spec.under]
        return title.replace("&", "")


MAIN = Table(ACTIONS, MENUS, SUBMENUS, PLACES)
