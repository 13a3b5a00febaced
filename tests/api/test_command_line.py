"""The commands for whoever writes protocols, run as a person runs them: without a service, without a database."""

import json
import os
import re
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from api.__main__ import main
from api.finding_text import findings_text
from api.library import built_in_revisions, built_in_works
from protocols import wire
from protocols.authoring.finding import Finding, Severity
from protocols.authoring.protocol import Protocol
from protocols.authoring.verify import verify
from protocols.plans.person import Staff
from protocols.plans.preview import Preview, preview
from protocols.plans.script import Script
from protocols.plans.tried_in import TriedIn
from protocols.value import Value

ROOT: Final = Path(__file__).parents[2]
LOW: Final = "glutamine-start-low"
NOBODY: Final = TriedIn(staff=Staff(practitioners=(), responsible=None))
DOCUMENTS: Final = {each.slug: each.document for each in built_in_revisions()}

Done = subprocess.CompletedProcess[str]


def run(folder: Path, *words: str) -> Done:
    """The command in an empty folder, with settings that no service could start with."""
    surroundings = os.environ | {
        "PYTHONPATH": str(ROOT),
        "GUT_DATABASE_URL": "nowhere://",
        "GUT_DATA": str(folder / "data"),
    }
    command = [sys.executable, "-m", "api", *words]
    return subprocess.run(command, cwd=folder, env=surroundings, capture_output=True, text=True, check=False)


def written(folder: Path, name: str, content: Any) -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return str(path)


def of_script(**said: Any) -> Preview:
    """What the domain answers to a script."""
    said = {"start_on": "2026-11-23", "weight": {"value": "70", "unit": "kg"}} | said
    return preview(
        wire.decode(DOCUMENTS[LOW], Protocol), wire.decode(json.dumps(said), Script), NOBODY, date(2026, 1, 1)
    )


def in_words(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_a_course_is_printed_run_by_run_with_every_decision(tmp_path: Path) -> None:
    said = {"otherwise": "well", "answers": {"tolerance": [{"nausea": "3"}, {}, {"nausea": "9"}]}}
    done = run(
        tmp_path,
        "simulate",
        LOW,
        "--weight",
        "70",
        "--start",
        "2026-11-23",
        "--answers",
        written(tmp_path, "a.json", said),
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= 100
    rows = [in_words(line).strip() for line in done.stdout.splitlines() if re.search(r"titrating|stopped  ", line)]
    assert rows == [
        "1-7 Mon 23 Nov - Sun 29 Nov titrating 5 g morning 5",
        "8-14 Mon 30 Nov - Sun 6 Dec titrating 5 g morning 5",
        "15-20 Mon 7 Dec - Sat 12 Dec titrating 10 g morning 5, evening 5",
        "21 Sun 13 Dec stopped nothing",
    ]
    course = of_script(**said).course
    assert course is not None
    places = [in_words(done.stdout).index(each.decision.sentence) for each in course.happened]  # type: ignore[union-attr]
    assert places == sorted(places)
    assert (
        "21 tolerance (abdominal_pain 0, nausea 9, headache 0, bowel_change 0, days_taken 7) -> stop, call today"
        in (in_words(done.stdout))
    )
    assert done.stdout.endswith(
        "In the end: stopped (reaction). Last dose on Sat 12 Dec 2026. Total: glutamine 130 g.\n"
    )


def test_json_is_what_the_api_answers(tmp_path: Path) -> None:
    said = {"otherwise": "nobody", "height": {"value": "160", "unit": "cm"}}
    file = written(tmp_path, "a.json", said | {"birth_date": "1990-01-01", "start_on": "2020-01-01"})
    done = run(
        tmp_path,
        "simulate",
        LOW,
        "--answers",
        file,
        "--start",
        "2026-11-23",
        "--weight",
        "70",
        "--height",
        "171.5",
        "--age",
        "50",
        "--json",
    )
    expected = of_script(**said | {"age": 50, "height": {"value": "171.5", "unit": "cm"}})
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == json.loads(wire.encode(expected))


def test_acts_cautions_and_what_never_came_up_are_told(tmp_path: Path) -> None:
    acts = [
        {"day": -2, "act": {"kind": "pause", "reason": "Away."}},
        {"day": 1, "act": {"kind": "resume", "reason": "Back."}},
        {"day": 4, "act": {"kind": "pause", "reason": "A cold."}},
        {"day": 6, "act": {"kind": "resume", "reason": "Well."}},
    ]
    said = {"otherwise": "nobody", "entries": acts, "answers": {"tolerance": [None, {}]}, "birth_date": "1961-11-23"}
    done = run(
        tmp_path,
        "simulate",
        "glutamine-crohn-21g",
        "--start",
        "2026-11-23",
        "--weight",
        "41",
        "--answers",
        written(tmp_path, "a.json", said),
    )
    told = in_words(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert "65 years, 41 kg" in told
    assert "dose-above-30): Up to 21 g a day, above 0.5 g per kg of 41 kg" in told
    assert "A real start needs a reason." in told
    assert told.index("-2 pause: Paused at once") < told.index("1 resume: Resumed after 0 days") < told.index("1-3 Mon")
    assert told.index("4 pause: Paused") < told.index("4-5 Thu 26 Nov - Fri 27 Nov paused nothing")
    assert "Never came up: /answers/tolerance/1" in told


def test_who_may_not_start_is_told_why(tmp_path: Path) -> None:
    done = run(tmp_path, "simulate", LOW, "--age", "17")
    assert done.returncode == 0
    objection = of_script(age=17).objection
    assert objection is not None
    assert f"Does not start: {objection.says}" in in_words(done.stdout)
    assert "In the end" not in done.stdout
    assert list(tmp_path.iterdir()) == []  # no database, no key, no folder


def test_a_protocol_of_ones_own_is_walked_from_its_file(tmp_path: Path) -> None:
    mine = json.loads(DOCUMENTS["glutamine-pi-ibs-d"]) | {"title": "My own"}
    done = run(tmp_path, "simulate", written(tmp_path, "mine.json", mine), "--start", "2026-11-23", "--weight", "70")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "My own (glutamine-pi-ibs-d)")
    broken = written(tmp_path, "broken.json", mine | {"alarms": []})
    done = run(tmp_path, "simulate", broken)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{broken} has errors:\nerror    alarm_weakened  /alarms\n" in done.stderr


# the words, what they are told
UNUSABLE: list[tuple[list[str], str]] = [
    (["simulate", "nothing"], "No file and no built-in protocol is called nothing. Built in: glutamine-chemotherapy, "),
    (["simulate", LOW, "--answers", "gone.json"], "gone.json: No such file or directory."),
    (["simulate", LOW, "--answers", "typo.json"], "typo.json, at #/otherwise: Not one of the values"),
    (["simulate", LOW, "--answers", "late.json"], ": The steps are s0, s1, s2, s3. (at /entries/0/act/step)"),
    (["simulate", "glutamine-crohn-remission"], "the client's weight in kg is needed. (at /weight)"),
    (["simulate", LOW, "--weight", "seventy"], 'argument --weight: Expected a plain decimal such as "2.5"'),
    (["simulate", LOW, "--weight", "300"], "300 kg is not plausible. (at /weight/value)"),
    (["simulate", LOW, "--weight", "70", "--height", "1.7"], "between 100 and 250 cm"),
    (["simulate", LOW, "--start", "23.11.2026"], '"23.11.2026" is not a date such as 2026-11-23'),
    (["simulate", LOW, "--weight", "70", "--start-step", "s2"], "a plan starts on s0 or s1. (at /start_step)"),
    (["simulate", LOW, "--age", "121"], "argument --age: an age is 0 to 120 years"),
    (["simulate"], "required: protocol"),
    (["verify"], "required: file"),
    (["verify", "gone.json"], "gone.json: No such file or directory."),
    (["verify", "."], ".: Is a directory."),
    (
        ["verify", "comma.json"],
        "comma.json: not JSON: Expecting property name enclosed in double quotes at line 3, column 1.",
    ),
    (["verify", "latin.json"], "latin.json: not text in UTF-8: byte 3 belongs to no character."),
    (["verify", "nan.json"], "nan.json: not JSON as it is exchanged (RFC 8259)"),
    (["verify", "twice.json"], "twice.json, at #/slug: The same key stands twice in one object."),
    (["verify", "empty.json"], "empty.json, at #/slug: This field is required."),
    (["verify", "low.json", "--works", "gone.json"], "gone.json: No such file or directory."),
    (["verify", "low.json", "--works", "same.json"], "same.json, at #/1/key: Another work in this file has this key."),
    (["verify", "low.json", "--works", "bare.json"], "bare.json, at #/0/csl: This field is required."),
    (["verify", "step.json"], "step.json, at #/items/0/ladder/steps/1/split/0/part: Not one of the values"),
]


@pytest.fixture(scope="module")
def unusable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unusable")
    late = {"entries": [{"day": 9, "act": {"kind": "set_step", "step": "not_there", "reason": "Slower."}}]}
    written(folder, "typo.json", {"otherwise": "wel"})
    written(folder, "late.json", late)
    written(folder, "comma.json", b'{\n "slug": "mine",\n}')
    written(folder, "latin.json", b'"\xc3\xa4\xe4"'[:0] + b'"a\xe4"')
    written(folder, "nan.json", b'{"slug": NaN}')
    written(folder, "twice.json", b'{"slug": "a", "slug": "b"}')
    written(folder, "empty.json", {})
    work = built_in_works()[0]
    written(folder, "low.json", DOCUMENTS[LOW])
    written(folder, "same.json", wire.encode([work, work]))
    written(folder, "bare.json", [{"key": "mine"}])
    slip = json.loads(DOCUMENTS[LOW])
    slip["items"][0]["ladder"]["steps"][1]["split"][0]["part"] = "noon"
    written(folder, "step.json", slip)
    return folder


@pytest.mark.parametrize(("words", "says"), UNUSABLE, ids=[" ".join(each[0]) for each in UNUSABLE])
def test_what_cannot_be_used_ends_with_2_and_a_sentence(
    unusable: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    """In this process, because there are many of them; what ends a process is its status."""
    monkeypatch.chdir(unusable)
    try:
        status = main(words)
    except SystemExit as ended:  # what argparse refuses
        status = int(str(ended.code))
    told = capsys.readouterr()
    assert (status, told.out) == (2, "")
    assert says in in_words(told.err)


def test_a_refusal_ends_the_process_with_2_and_no_traceback(unusable: Path) -> None:
    done = run(unusable, "simulate", LOW, "--answers", "late.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(
        r"Day 9, \d{4}-\d\d-\d\d: The steps are s0, s1, s2, s3\. \(at /entries/0/act/step\)\n", done.stderr
    )


def test_a_protocol_without_errors_is_verified_with_0(tmp_path: Path) -> None:
    done = run(tmp_path, "verify", written(tmp_path, "low.json", DOCUMENTS[LOW]))
    found = verify(wire.decode(DOCUMENTS[LOW], Protocol))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == findings_text(found)
    assert done.stdout.endswith(f"0 errors, {len(found)} warnings.\n")


def test_a_protocol_with_errors_is_verified_with_1(tmp_path: Path) -> None:
    text = json.loads(DOCUMENTS[LOW]) | {"alarms": [], "checkpoints": []}
    done = run(tmp_path, "verify", written(tmp_path, "low.json", text))
    found = verify(wire.decode(json.dumps(text), Protocol))
    assert (done.returncode, done.stderr) == (1, "")
    for finding in found:
        assert f"{finding.severity.value:<8} {finding.code}  {finding.pointer}\n" in done.stdout
        assert finding.says in in_words(done.stdout)
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_what_is_found_is_printed_as_the_api_answers_it(tmp_path: Path) -> None:
    text = json.loads(DOCUMENTS[LOW]) | {"alarms": [], "title": "It heals"}
    done = run(tmp_path, "verify", "--json", written(tmp_path, "low.json", text))
    found = verify(wire.decode(json.dumps(text), Protocol))
    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads(done.stdout) == {"items": json.loads(wire.encode(found))}


class Way(Value, frozen=True):
    """Stands for whatever a finding may hold one day."""

    answers: dict[str, str]
    leads_to: tuple[str, ...]
    instead: str | None = None


class FindingWithWay(Finding, frozen=True):
    """A finding that says more of itself."""

    shortest_way: Way | None = None


def test_whatever_else_a_finding_says_is_printed() -> None:
    way = Way(answers={"nausea": "3", "headache": "0"}, leads_to=("hold", "routine"))
    finding = FindingWithWay(code="dead", severity=Severity.ERROR, pointer="", says="Never true.", shortest_way=way)
    warning = Finding(code="odd", severity=Severity.WARNING, pointer="/title", says="Odd.")
    assert findings_text((finding, warning)) == textwrap.dedent(
        """\
        error    dead  /
                 Never true.
                 Shortest way: answers headache 0, answers nausea 3, leads_to hold, leads_to routine
        warning  odd  /title
                 Odd.
        1 errors, 1 warnings.
        """
    )


def test_the_course_in_the_readme_is_what_the_command_prints(tmp_path: Path) -> None:
    """The words as they stand there, and every line but those that `…` stands for."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = readme.partition("## See a whole course")[2].partition("\n## ")[0]
    typed, shown = re.findall(r"^```\n(.*?)^```$", told, re.DOTALL | re.MULTILINE)
    heredoc = re.fullmatch(r"cat > (\S+) <<'END'\n(.*)\nEND\n\.venv/bin/gut-protocols (.*)\n", typed, re.DOTALL)
    assert heredoc is not None
    written(tmp_path, heredoc[1], heredoc[2].encode())
    done = run(tmp_path, *heredoc[3].split())
    assert (done.returncode, done.stderr) == (0, "")
    chunks = shown.split("…\n")
    assert len(chunks) == 4
    assert done.stdout.startswith(chunks[0])
    assert done.stdout.endswith(chunks[-1])
    places = [done.stdout.index(f"\n{chunk}") for chunk in chunks[1:]]
    assert places == sorted(places)


def other_text() -> Any:
    """Start-low without its step of 5 g, which begins with 2.5 g."""
    text = json.loads(DOCUMENTS[LOW])
    ladder = text["items"][0]["ladder"]
    ladder["steps"] = [step for step in ladder["steps"] if step["key"] != "s1"]
    ladder["entry"] = "s0"
    text["claims"] = [claim for claim in text["claims"] if claim["about"].get("step") != "s1"]
    for checkpoint in text["checkpoints"]:
        checkpoint["steps"] = [step for step in checkpoint["steps"] if step != "s1"]
    return text


def entries_of_the_readme() -> Any:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```json\n(\{\"entries\".*?)^```$", readme, re.DOTALL | re.MULTILINE)
    return json.loads(shown)


def walked_with(folder: Path, *more: str, entries: Any) -> Any:
    """The course of these entries on start-low, with the other text as the next revision."""
    answers = written(folder, "a.json", entries)
    other = written(folder, "other.json", other_text())
    words = ("--weight", "70", "--start", "2026-11-23", "--answers", answers, "--migrate-to", other)
    return run(folder, "simulate", LOW, *words, *more)


def test_everything_that_a_plan_meets_is_told(tmp_path: Path) -> None:
    """The entries as the README shows them: what each did, the words to say, the findings that stand after it."""
    done = walked_with(tmp_path, entries=entries_of_the_readme())
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= 100
    told = in_words(done.stdout)
    expected = [
        "7 tolerance (nausea 0) by the client -> hold [",
        "Stands: inform dose-above-osl, hot-or-acidic-mixing",
        "9 void (event 2): The check-in of 2026-11-29 is void.",
        "10 record (liver-risk): Goes on. The client's record changed: ask the screening questions in full",
        "To be known: Heavy drinking, or abnormal liver tests",
        "Stands: screening due; inform dose-above-osl, hot-or-acidic-mixing, liver-risk",
        "11 migrate (revision 2): Goes over to revision 2. From s1 (5 g a day) to s0 (2.5 g a day)",
        "Say: From now on take 2.5 g of glutamine powder a day (morning 2.5 g).",
        "12 recall, call today: Paused at once: the protocol's revision was recalled.",
        "Say: Stop taking it from now on. Do not start again until we tell you to. We call you today.",
    ]
    assert [each for each in expected if each not in told] == []
    places = [told.index(each) for each in expected]
    assert places == sorted(places)


def test_reports_births_and_what_changes_nothing_are_told(tmp_path: Path) -> None:
    reason = "Talked through."
    entries = [
        {"day": 2, "act": {"kind": "acknowledge", "about": "dose-above-osl", "reason": reason}},
        {"day": 3, "record": {"birth_date": "1980-01-01", "recorded_cautions": []}},
        {"day": 4, "record": {"recorded_cautions": ["moderate-renal-impairment"]}},
        {"day": 5, "report": {"alarms": ["fever"], "entered_by": "client"}},
        {"day": 6, "recall": {"reason": reason}},
    ]
    told = in_words(walked_with(tmp_path, entries={"entries": entries}).stdout)
    for line in (
        "2 acknowledge: ",
        "Stands: inform dose-above-osl (acknowledged), hot-or-acidic-mixing",
        "3 record (born 1980-01-01, no caution): Goes on. The client's record changed: ask the screening questions",
        "4 record (moderate-renal-impairment), call routine: Paused at once",
        "5 report (fever) by the client -> call today Stop at once.",
        "6 recall: The revision is recalled. No plan that goes on walks it: nothing is paused.",
    ):
        assert line in told


def test_another_text_is_another_revision_of_the_same_protocol(tmp_path: Path) -> None:
    said = json.loads(walked_with(tmp_path, "--json", entries=entries_of_the_readme()).stdout)
    over = next(each for each in said["course"]["happened"] if each["kind"] == "migrate")
    assert [each["after"] for each in over["items"]] == ["s0"]
    another = written(tmp_path, "pi.json", DOCUMENTS["glutamine-pi-ibs-d"])
    done = run(tmp_path, "simulate", LOW, "--weight", "70", "--migrate-to", another)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pi.json is about glutamine-pi-ibs-d: a plan goes over to a revision of its own protocol." in done.stderr
    mine = written(tmp_path, "mine.json", DOCUMENTS[LOW])
    other = str(tmp_path / "other.json")
    words = ("--weight", "70", "--answers", str(tmp_path / "a.json"), "--migrate-to", other, "--start", "2026-11-23")
    assert "migrate (revision 2)" in run(tmp_path, "simulate", mine, *words).stdout
    broken = written(tmp_path, "broken.json", other_text() | {"alarms": []})
    done = run(tmp_path, "simulate", LOW, "--weight", "70", "--migrate-to", broken)
    assert (done.returncode, "broken.json has errors" in done.stderr) == (2, True)
