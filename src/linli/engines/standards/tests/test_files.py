"""Word and PDF: the same articles and tasks as from plain text, and no harm from broken or hostile files."""

from __future__ import annotations

import zipfile
from io import BytesIO

import docx
import pytest
import weasyprint
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject

from linli.engines.standards.reader import Reading, Unreadable, read

from .samples import IDS, OPINION, ROWS, UNITS

STYLE = (
    "<meta charset=utf-8><style>td,th{border:1px solid;padding:4px}table{border-collapse:collapse}</style>"
)


def saved(document: docx.document.Document) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word_file() -> bytes:
    document = docx.Document()
    for line in OPINION.splitlines():
        document.add_paragraph(line)
    document.add_paragraph("附件")
    table = document.add_table(rows=1, cols=3)
    for cell, title in zip(table.rows[0].cells, ("序 号", "工作任务", "责任单位"), strict=True):
        cell.text = title
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    table.cell(2, 0).merge(table.cell(3, 0))
    return saved(document)


def pdf_file(rows: list[tuple[str, str, str]] = ROWS) -> bytes:
    body = "".join(f"<p>{line}</p>" for line in OPINION.splitlines())
    spans = {number: sum(1 for _ in group) for number, group in grouped(rows)}
    cells = ""
    for number, task, units in rows:
        first = f"<td rowspan={spans[number]}>{number}</td>" if number else ""
        cells += f"<tr>{first}<td>{task}</td><td>{units}</td></tr>"
    head = "<tr><th>序号</th><th style='width:50%'>工 作 任 务</th><th>负责单位</th></tr>"
    page = f"{STYLE}{body}<p>附件</p><table><thead>{head}</thead>{cells}</table>"
    return bytes(weasyprint.HTML(string=page).write_pdf())


def grouped(rows: list[tuple[str, str, str]]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    groups: list[tuple[str, list[tuple[str, str, str]]]] = []
    for row in rows:
        if row[0]:
            groups.append((row[0], []))
        groups[-1][1].append(row)
    return groups


def shown(reading: Reading) -> list[tuple[int, str | None, tuple[str, ...], tuple[str, ...]]]:
    return [(task.number, task.sub, task.units, task.inferred_leads) for task in reading.tasks]


@pytest.mark.parametrize("make", [word_file, pdf_file])
def test_articles_and_tasks_from_word_and_pdf(make: object) -> None:
    reading = read(make())  # type: ignore[operator]
    assert [each.id for each in reading.articles] == [*IDS, "附件"]
    assert shown(reading) == UNITS
    assert [task.text for task in reading.tasks] == [task for _, task, _ in ROWS]
    assert reading.number == "示发〔2021〕8号"


def test_a_table_that_runs_over_pages_of_a_pdf() -> None:
    rows = [(str(n), f"第{n}项工作要抓好落实,定期报告。" * 3, "组办,各村(社区)") for n in range(1, 41)]
    reading = read(pdf_file(rows))
    assert [task.number for task in reading.tasks] == list(range(1, 41))
    assert all(task.text == rows[0][1].replace("第1项", f"第{task.number}项") for task in reading.tasks)
    assert {task.units for task in reading.tasks} == {("组办", "各村(社区)")}


@pytest.mark.parametrize(
    "table",
    [
        (
            "序号 |\n任 务 |\n责任单位 |\n1 |\n建立领导小组。 |\n组办,财政所、各村(社区) |\n"
            "2 |\n制定事项清单。 |\n"
            "民政办、司法所。综治办,各镇(街道、园区) |\n"
            "开展综合评价。 |\n组办 |\n|\n3 |\n推进自治。 |\n民政办 |\n"
        ),
        "| 序号 | 任务 | 责任单位 |\n|---|---|---|\n" + "".join(f"| {' | '.join(row)} |\n" for row in ROWS),
        "序号｜任务｜责任单位\n" + "".join("｜".join(row) + "\n" for row in ROWS),
    ],
    ids=["a cell a line", "markdown", "wide bars"],
)
def test_tables_in_text(table: str) -> None:
    assert shown(read(f"一、任务\n附件\n{table}".encode())) == UNITS


def test_columns_of_leads_deadlines_and_lines() -> None:
    table = "附件\n序号|重点任务|牵头单位|配合单位|完成时限\n1|推进自治。|民政办|组办、司法所|2025年底\n"
    (task,) = read(table.encode()).tasks
    assert (task.leads, task.units, task.inferred_leads) == (("民政办",), ("民政办", "组办", "司法所"), ())
    assert (task.others, task.line) == ({"完成时限": "2025年底"}, 3)


def test_word_numbers_lists_by_itself() -> None:
    document = docx.Document()
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(
            [("chineseCounting", "%1、"), ("chineseCounting", "(%2)"), ("decimal", "%3.")]
        )
    )
    numbering = document.part.numbering_part.element
    numbering.insert(
        0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>')
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for depth, text in [
        (0, "要求"),
        (1, "甲。"),
        (1, "乙。"),
        (2, "子。"),
        (2, "丑。"),
        (0, "任务"),
        (1, "丙。"),
    ]:
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        held = OxmlElement("w:numPr")
        for tag, value in (("w:ilvl", depth), ("w:numId", 77)):
            child = OxmlElement(tag)
            child.set(qn("w:val"), str(value))
            held.append(child)
        properties.append(held)
    ids = [each.id for each in read(saved(document)).articles]
    assert ids == ["一", "一/(一)", "一/(二)", "一/(二)/1", "一/(二)/2", "二", "二/(一)"]


def refused(data: bytes) -> str:
    with pytest.raises(Unreadable) as refusal:
        read(data)
    return refusal.value.reason_code


def test_bombs_and_broken_packages_are_refused() -> None:
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * (51 * 1024 * 1024))
    assert len(bomb.getvalue()) < 100_000 and refused(bomb.getvalue()) == "expands_too_much"
    good = word_file()
    assert refused(good[: len(good) // 2]) == "broken"
    other = BytesIO()
    with zipfile.ZipFile(other, "w") as package:
        package.writestr("xl/workbook.xml", "<x/>")
    assert refused(other.getvalue()) == "unsupported"
    hollow = BytesIO()
    with zipfile.ZipFile(hollow, "w") as package:
        package.writestr("word/document.xml", "<w:document>")
    assert refused(hollow.getvalue()) == "broken"


def test_pdfs_that_are_locked_or_hold_only_pictures() -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf_file())))
    writer.encrypt("secret", algorithm="RC4-128")
    locked = BytesIO()
    writer.write(locked)
    assert refused(locked.getvalue()) == "encrypted"
    scan = PdfWriter()
    scan.add_blank_page(595, 842)
    picture = BytesIO()
    scan.write(picture)
    assert refused(picture.getvalue()) == "no_text"


@pytest.mark.parametrize(
    "content", [b" " * 60_000_000, b"BT " + b"(a) Tj " * 900_000 + b"ET", b"q " * 200_000]
)
def test_pdfs_that_swell_are_refused(content: bytes) -> None:
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    stream = StreamObject()
    stream.set_data(content)
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    swollen = BytesIO()
    writer.write(swollen)
    assert refused(swollen.getvalue()) in {"expands_too_much", "no_text"}
