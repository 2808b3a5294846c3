"""The visible text of a page."""

from curator_app.site.text import visible_text


def text(body: str) -> str:
    return visible_text(f"<!DOCTYPE html><html><body>{body}</body></html>".encode())


def test_one_block_a_line() -> None:
    assert text("<h1>A</h1><p>b <a href='#'>c</a>\n d</p><ul><li>e<li>f</ul>") == "A\nb c d\ne\nf\n"


def test_preformatted_lines_are_kept() -> None:
    assert text("<pre>@a{b,\n  c = {d},\n}</pre>After") == "@a{b,\n  c = {d},\n}\nAfter\n"


def test_what_is_not_seen_is_left_out() -> None:
    page = b"<html><head><title>t</title><style>s</style></head><body><script>x</script>"
    page += b"<p hidden>h</p><template>y</template><!-- c --><p>seen</p>tail</body></html>"
    assert visible_text(page) == "seen\ntail\n"


def test_letters_of_all_scripts_and_deep_nesting() -> None:
    assert text("<p>σ متلازمة 症候群 — ’</p>") == "σ متلازمة 症候群 — ’\n"
    assert text("<div>" * 150 + "x" + "</div>" * 150) == "x\n"
