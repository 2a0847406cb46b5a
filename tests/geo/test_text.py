"""CSV files: encodings, quoting, rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.formats.cells import FormatFault
from geo.formats.text import decode, read_csv
from geo.source import Source

CHINESE = "村编码,村名\n371001001001,一社区\n371001001002,二社区\n"


def write(folder: Path, content: bytes, encoding: str | None = None) -> Source:
    path = folder / "t.csv"
    path.write_bytes(content)
    return Source("t", path, "t.csv", encoding=encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("declared", [False, True])
def test_chinese_text_is_read_in_either_encoding(tmp_path: Path, encoding: str, declared: bool) -> None:
    """Excel in China writes GB18030 or UTF-8 with a byte order mark; neither needs declaring."""
    source = write(tmp_path, CHINESE.encode(encoding), encoding if declared else None)
    cells = read_csv(source)
    assert cells.headers == ("村编码", "村名")
    assert cells.texts[1].tolist() == ["一社区", "二社区"]


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (b"a,b\n1,\xff\xfe\n", None),  # neither encoding
        (CHINESE.encode().replace("二".encode(), b"\xe4\xba"), None),  # UTF-8 with one byte lost
        (CHINESE.encode("utf-16"), None),  # Excel's "Unicode text"
        (CHINESE.encode("gb18030"), "utf-8"),  # not what was declared
        (CHINESE.encode(), "no-such-encoding"),
        (b"a,b\n1,\x00\n", None),
    ],
)
def test_text_that_cannot_be_decoded_is_reported(raw: bytes, encoding: str | None) -> None:
    """Above all, damaged UTF-8 is not read as GB18030, which would give other characters silently."""
    with pytest.raises(FormatFault) as caught:
        decode(raw, encoding)
    assert caught.value.code == "undecodable"


def test_undecodable_text_is_reported_with_its_row() -> None:
    """The row of the first byte that is wrong."""
    with pytest.raises(FormatFault) as caught:
        decode(b"a,b\n1,2\n3,\xff\n", None)
    assert caught.value.row == 3


def test_rows_are_numbered_as_excel_shows_them(tmp_path: Path) -> None:
    """A blank row is left out and still counts; a line break within quotes does not."""
    cells = read_csv(write(tmp_path, b'a,b\n1,"x\ny"\n\n , \n2,z\n'))
    assert cells.texts.index.tolist() == [2, 5]
    assert cells.texts[0].tolist() == ["1", "2"]


def test_blanks_around_cells_are_dropped(tmp_path: Path) -> None:
    """Including the full-width blank."""
    cells = read_csv(write(tmp_path, "a,b\n \u30001 , 二\u3000\n".encode()))
    assert cells.texts.loc[2].tolist() == ["1", "二"]


def test_a_short_row_is_filled_with_blanks_and_a_long_one_reported(tmp_path: Path) -> None:
    """Blank cells beyond the last header are what Excel leaves behind and no fault."""
    cells = read_csv(write(tmp_path, b"a,b\n1\n2,3,,\n4,5,6\n"))
    assert cells.texts[1].tolist() == ["", "3", "5"]
    assert [(ragged.row, ragged.fields) for ragged in cells.ragged] == [(4, 3)]


def test_words_that_pandas_takes_for_missing_are_text(tmp_path: Path) -> None:
    """A village may be called NA; leading zeros of a code stay."""
    cells = read_csv(write(tmp_path, b"a,b\nNA,007\nnull,1.0\n"))
    assert cells.texts.to_numpy().tolist() == [["NA", "007"], ["null", "1.0"]]


@pytest.mark.parametrize("content", [b'a,b\n1,"x"y\n', b'a,b\n"1,2\n3,4\n'])
def test_broken_quoting_is_reported(tmp_path: Path, content: bytes) -> None:
    """An unclosed quote would swallow the rest of the file."""
    with pytest.raises(FormatFault) as caught:
        read_csv(write(tmp_path, content))
    assert caught.value.code == "unreadable"
    assert read_csv(write(tmp_path, b'a,b\n1,"x""y"\n')).texts[1].tolist() == ['x"y']


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_understood(tmp_path: Path, end: str) -> None:
    """Windows, Unix, and old Macintosh."""
    cells = read_csv(write(tmp_path, f"a,b{end}1,2{end}3,4{end}".encode()))
    assert cells.texts.to_numpy().tolist() == [["1", "2"], ["3", "4"]]
