"""A permit checked on the command line, without a site: 0 valid, 1 not, 2 nothing can be said."""

import json
from datetime import date, timedelta

import pytest

from xinju.cli.main import main
from xinju.vault import public_keys
from xinju.vault.keyring import Keyring
from xinju.vault.permit_papers import REPLACED, REVOKED, SUSPENDED, Card, StatusList, sign_card, sign_list
from xinju.vault.signing import Signer
from xinju.vault.signing import public_keys as keys_of

DAY = date(2026, 9, 1)
LIST = StatusList(DAY, DAY + timedelta(days=3), 900, "990102", {7: REVOKED, 12: SUSPENDED, 13: REPLACED})


@pytest.fixture(autouse=True)
def chinese(monkeypatch, home):
    monkeypatch.setenv("XINJU_LANGUAGE", "zh")
    monkeypatch.setenv("XINJU_HOME", str(home))


@pytest.fixture
def ring(tmp_path):
    return Keyring(tmp_path / "ring", demo=True)


@pytest.fixture
def office(ring, tmp_path):
    """What an office publishes: keys.json and status-list.txt; answers with a function that makes codes."""
    signer = Signer(ring)
    token = {}

    def code(serial: int = 41) -> str:
        card = Card(serial, date(2026, 5, 12), date(2027, 5, 12), "990102", "王芳", "1281")
        return token.setdefault(serial, sign_card(card, signer))

    code()
    (tmp_path / "keys.json").write_text(public_keys.written(keys_of(ring)))
    (tmp_path / "list.txt").write_text(sign_list(LIST, signer) + "\n")
    return code


@pytest.fixture
def verify(tmp_path, capsys):
    """verify(code, on="2026-09-01", papers=True) answers with exit code, output and complaints."""

    def run(code: str, *, on: str = "2026-09-02", papers: bool = True, more: tuple[str, ...] = ()):
        asked = ["permit", "verify", code, "--keys", str(tmp_path / "keys.json"), "--on", on, *more]
        status = main(asked + (["--list", str(tmp_path / "list.txt")] if papers else []))
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_a_permit_is_valid_as_of_the_list_s_day(office, verify):
    status, out, _ = verify(office())

    assert status == 0 and "有效(截至 2026-09-01 的状态清单)" in out and "王芳" in out and "1281" in out


def test_the_whole_address_of_a_scanner_will_do(office, verify):
    assert verify(f"https://permits.example/permit/check/#{office().lower()}")[0] == 0


@pytest.mark.parametrize(
    ("on", "papers", "since", "why"),
    [
        ("2026-09-02", False, "2026-05-12", "没有给状态清单"),
        ("2026-09-05", True, "2026-09-01", "状态清单太旧"),
    ],
)
def test_without_a_new_list_its_status_is_unknown(office, verify, on, papers, since, why):
    status, out, _ = verify(office(), on=on, papers=papers)

    assert status == 1 and f"属实;{since} 之后的状态不明" in out and why in out


def test_a_permit_newer_than_the_list_is_unknown_since_the_list(office, verify):
    status, out, _ = verify(office(901))

    assert status == 1 and "证比状态清单新" in out


@pytest.mark.parametrize(
    ("serial", "result", "why"), [(7, "已注销", "已终止"), (13, "已注销", "已换发"), (12, "已过期", "使用功能中止")]
)
def test_what_is_on_the_list_is_said(office, verify, serial, result, why):
    status, out, _ = verify(office(serial))

    assert status == 1 and result in out and why in out


def test_after_its_last_day_it_has_expired(office, verify):
    status, out, _ = verify(office(), on="2027-05-13", papers=False)

    assert status == 1 and "已过期:最后一日是 2027-05-12" in out


def test_one_changed_sign_is_forged(office, verify):
    code = office()
    changed = code[:150] + ("A" if code[150] != "A" else "B") + code[151:]

    status, out, _ = verify(changed)

    assert status == 1 and "伪造" in out and "王芳" not in out


def test_an_unknown_key_says_nothing(office, verify, tmp_path):
    stranger = Keyring(tmp_path / "stranger", demo=True)
    code = sign_card(Card(1, DAY, DAY, "990102", "王芳", ""), Signer(stranger))

    status, out, _ = verify(code)

    assert status == 2 and "密钥不在公钥文件中" in out


@pytest.mark.parametrize("code", ["", "hello", "居住证", "A" * 5000, "https://example.org/#"])
def test_what_is_no_code_is_unreadable(office, verify, code):
    status, out, _ = verify(code)

    assert status == 2 and "不是居住证码" in out


def test_a_wrong_clock_is_told_and_proves_nothing_false(office, verify):
    status, out, _ = verify(office(), on="2020-01-01")

    assert status == 0 and "时钟可能不准" in out


@pytest.mark.parametrize(
    "text", ["", "[]", "{}x", '{"a": 5}', '{"a": {"algorithm": "Ed25519", "key": "00"}}', "{" * 9999]
)
def test_a_file_that_holds_no_keys_is_refused_in_one_sentence(office, verify, tmp_path, text):
    (tmp_path / "keys.json").write_text(text)

    status, out, err = verify(office())

    assert status == 2 and "keys.json" in err and err.count("\n") == 1 and "Traceback" not in err and out == ""


@pytest.mark.parametrize("change", ["tampered", "stranger", "nothing", "a permit"])
def test_a_list_that_nobody_known_signed_is_not_used(office, verify, tmp_path, change):
    held = (tmp_path / "list.txt").read_text().strip()
    other = {
        "tampered": held[:-6] + ("AAAAAA" if held[-6:] != "AAAAAA" else "BBBBBB"),
        "stranger": sign_list(LIST, Signer(Keyring(tmp_path / "stranger", demo=True))),
        "nothing": "",
        "a permit": office(),
    }
    (tmp_path / "list.txt").write_text(other[change])

    status, out, err = verify(office())

    assert (status, out) == (2, "") and "list.txt" in err


def test_the_result_as_json(office, verify):
    status, out, _ = verify(office(7), more=("--json",))

    said = json.loads(out)
    assert (status, said["result"], said["day"], said["card"]["serial"]) == (1, "revoked", "2026-09-01", 7)


def test_the_same_in_english(office, verify, monkeypatch):
    monkeypatch.setenv("XINJU_LANGUAGE", "en")

    assert "valid as of 2026-09-01" in verify(office())[1]


def test_a_missing_file_is_one_sentence(office, tmp_path, capsys):
    assert main(["permit", "verify", office(), "--keys", str(tmp_path / "none.json")]) == 2
    assert "找不到" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_site_publishes_list_keys_and_a_page_that_works_from_a_folder(tmp_path, capsys):
    assert main(["permit", "status-list", "-o", str(tmp_path / "out"), "--on", "2026-09-01"]) == 0

    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"keys.json", "status-list.txt", "published.js", "check.html", "permit-check.js", "xinju.css"}
    page = (tmp_path / "out" / "check.html").read_text()
    assert "居住证离线核验" in page and "<style" not in page and " style=" not in page and "onclick" not in page


@pytest.mark.django_db
def test_the_endorsements_due_are_opened(capsys):
    assert main(["permit", "due", "--on", "2026-09-01"]) == 0
    assert "0 件" in capsys.readouterr().out
