"""The file of providers: what is unsafe or unknown is refused, by the name of the field."""

from __future__ import annotations

from pathlib import Path

import pytest

from alliantie.access.openid.providers import WrongSettings, read


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('claim = "email"', "proves nobody"),
        ('issuer = "http://elsewhere.example"', "https"),
        ('scope = "profile"', "openid"),
        ('colour = "red"', "colour"),
        ("signs_in = []", "signs_in"),
        ('id = "two words"', "id"),
    ],
)
def test_settings_that_are_unsafe_or_unknown_are_refused_by_name(tmp_path: Path, line: str, said: str) -> None:
    lines = {
        "id": 'id = "one"', "name": 'name = "One"', "issuer": 'issuer = "https://one.example"',
        "client_id": 'client_id = "a"', "secret_file": 'secret_file = "/nowhere"', "signs_in": 'signs_in = ["workers"]',
    } | {line.split()[0]: line}  # fmt: skip
    (tmp_path / "p.toml").write_text("[[provider]]\n" + "\n".join(lines.values()))
    with pytest.raises(WrongSettings, match=said):
        read(tmp_path / "p.toml")


def test_two_of_one_name_and_a_file_that_is_none_are_refused(tmp_path: Path) -> None:
    one = '[[provider]]\nid = "one"\nname = "One"\nissuer = "https://one.example"\nclient_id = "a"\n'
    one += 'secret_file = "/nowhere"\nsigns_in = ["workers"]\n'
    file = tmp_path / "p.toml"
    file.write_text(one)
    assert [each.id for each in read(file)] == ["one"]
    with pytest.raises(WrongSettings, match="secret cannot be read"):
        assert read(file)[0].secret
    for wrong, said in ((one * 2, "two providers"), ("provider = 7", "nothing else"), ("no toml", "p.toml")):
        file.write_text(wrong)
        with pytest.raises(WrongSettings, match=said):
            read(file)
