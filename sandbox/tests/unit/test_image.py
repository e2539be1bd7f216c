"""Pictures inside of JSON, and which files an option takes."""

from __future__ import annotations

import pytest

from discord_sandbox.validation.file_types import FILE_TYPES, takes
from discord_sandbox.validation.image import image, read
from sandbox.tests.unit.fields import (
    BAD_LENGTH,
    CHOICES,
    LONG,
    NO_LIST,
    NO_TEXT,
    REQUIRED,
    Field,
    check_field,
    codes,
    data_uri,
    told,
)


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp", "avif"])
def test_a_picture_is_read_from_its_address(kind: str) -> None:
    found = read(data_uri(b"\x00ab\xff", f"image/{kind}"))
    assert found is not None
    assert found == (f"image/{kind}", b"\x00ab\xff")
    assert found.animated is (kind == "gif")


@pytest.mark.parametrize(
    "value",
    ["", "x", "data:image/bmp;base64,eA==", "data:image/png;base64,e", "data:image/png;base64,e?==", "data:image/png;base64,eH?h4", "data:text/plain;base64,eA==",
     "https://x.test/a.png", " data:image/png;base64,eA==", "data:image/png,eA==", 5, None, ["x"]],
)  # fmt: skip
def test_anything_else_is_no_picture(value: object) -> None:
    assert told(image(100)(value)) == {"": [("IMAGE_INVALID", "Invalid image data")]}
    assert read(str(value)) is None


@pytest.mark.parametrize(("most", "size"), [(1536, "1.5 kb"), (256 * 1024, "256.0 kb"), (512, "0.5 kb")])
def test_a_picture_has_only_so_many_bytes(most: int, size: str) -> None:
    check = image(most)
    assert check(data_uri(bytes(most))) is None
    assert told(check(data_uri(bytes(most + 1)))) == {
        "": [("BINARY_TYPE_MAX_SIZE", f"File cannot be larger than {size}.")]
    }


def test_file_types_are_groups_or_endings() -> None:
    fine = [None, [], ["audio", "image", "video", ".png", ".tar.gz"], ["." + "x" * 31], [".a"] * 10]
    wrong = [([".a"] * 11, "", LONG), ("image", "", NO_LIST), ([".a", 5], "1", NO_TEXT), ([""], "0", REQUIRED),
             (["." + "x" * 32], "0", BAD_LENGTH), (["png"], "0", CHOICES), (["Image"], "0", CHOICES)]  # fmt: skip
    check_field(FILE_TYPES, None, "", Field(fine, wrong))
    said = [("BASE_TYPE_CHOICES", "Value must be one of {audio, image, video} or an extension.")]
    assert told(FILE_TYPES(["image", "text"])) == {"1": said}
    assert codes(FILE_TYPES({})) == {"": NO_LIST}


@pytest.mark.parametrize(
    ("file_types", "name", "taken"),
    [
        ([], "a.exe", True),
        ([], "", True),
        (["image"], "a.png", True),
        (["image"], "a.PNG", True),
        (["image"], "a.mp3", False),
        (["image"], "a", False),
        (["audio"], "a.mp3", True),
        (["video"], "a.mp4", True),
        (["audio", "video"], "a.mp4", True),
        (["audio", "video"], "a.png", False),
        ([".png"], "a.png", True),
        ([".PNG"], "A.png", True),
        ([".png"], "a.PNG", True),
        ([".png"], "a.png.exe", False),
        ([".pdf", "image"], "a.gif", True),
        ([".pdf", "image"], "a.pdf", True),
        (["image"], "image", False),
    ],
)
def test_a_file_is_taken_by_its_name(file_types: list[str], name: str, taken: bool) -> None:
    assert takes(file_types, name) is taken
