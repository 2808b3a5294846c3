"""Names out of pasted lists."""

import pytest

from curator_app.ui.editor.names import split_names


@pytest.mark.parametrize(
    ("pasted", "names"),
    [
        ("See, D M; Tilles, J G", ["See, D M", "Tilles, J G"]),
        ("Deborah See; Jeremiah Tilles", ["Deborah See", "Jeremiah Tilles"]),
        ("See, D M and Tilles, J G", ["See, D M", "Tilles, J G"]),
        ("Deborah See and Jeremiah Tilles", ["Deborah See", "Jeremiah Tilles"]),
        ("See DM, Tilles JG.", ["See, D M", "Tilles, J G"]),
        ("van der Meer JW, Bleijenberg G", ["van der Meer, J W", "Bleijenberg, G"]),
        ("O'Dowd H, Smith-Jones AB Jr", ["O'Dowd, H", "Smith-Jones, A B Jr"]),
        ("See DM, Tilles JG, and Maes M", ["See, D M", "Tilles, J G", "Maes, M"]),
        ("See DM, Tilles JG, et al.", ["See, D M", "Tilles, J G"]),
        ("Frémont M\nMétzger K", ["Frémont M", "Métzger K"]),
        ("See, D M\r\nTilles, J G\r\n", ["See, D M", "Tilles, J G"]),
        ("See, D M", ["See, D M"]),
        ("Centers for Disease Control and Prevention", None),
        ("PACE Trial Management Group and Collaborators", None),
        ("National Institute for Health and Care Excellence", None),
        ("Department of Health, Education, and Welfare", None),
        ("Tilles", ["Tilles"]),
        ("  \n ", []),
    ],
)
def test_lists_are_split_and_groups_stay_whole(pasted: str, names: list[str] | None):
    assert split_names(pasted) == ([pasted] if names is None else names)
