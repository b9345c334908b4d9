"""The documents name every command and make target, and their links lead somewhere."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
import typer

from data import __main__ as data_commands
from desk import __main__ as desk_commands
from scoring import __main__ as scoring_commands
from scoring.scores import upload

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
TYPER_APPS = {
    "data": data_commands.app,
    "desk": desk_commands.app,
    "scoring": scoring_commands.app,
}
LINK = re.compile(r"\]\(([^)\s]+)\)")
ROOMS = ("benchmarks", "data", "desk", "scoring", "ui")


def everything() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)


def module_commands() -> set[str]:
    """Files that say `python -m` in their own docstring and run as a program."""
    found = set()
    for room in ROOMS:
        for path in (ROOT / room).glob("*.py"):
            text = path.read_text(encoding="utf-8")
            if path.stem != "__main__" and f"python -m {room}.{path.stem}" in text:
                found.add(f"{room}.{path.stem}")
    return found


def subcommands() -> set[str]:
    return {
        f"{module} {command.name}"
        for module, app in TYPER_APPS.items()
        for command in app.registered_commands
    }


def commands() -> set[str]:
    return subcommands() | module_commands()


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9-]+):.*## ", makefile, re.MULTILINE))


def anchors(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_is_described(command):
    assert f"python -m {command}" in everything()


@pytest.mark.parametrize("target", sorted(targets()))
def test_every_make_target_is_described(target):
    assert re.search(rf"`make {target}\b", everything())


def test_no_document_names_a_command_or_target_that_is_not_there():
    text = everything()
    named = set(re.findall(r"python -m (?:data|desk|scoring) ([\w-]+)", text))
    assert named <= {command.split()[-1] for command in subcommands()}
    for room, module in re.findall(rf"python -m ({'|'.join(ROOMS)})\.(\w+)", text):
        assert (ROOT / room / f"{module}.py").is_file(), f"python -m {room}.{module}"
    assert set(re.findall(r"(?:^|`)make ([a-z0-9-]+)", text, re.MULTILINE)) <= targets()


def test_every_option_that_a_document_gives_to_a_command_is_one_of_its():
    for module, name, rest in re.findall(
        r"python -m (data|desk|scoring) ([\w-]+)([^`\n|#]*)", everything()
    ):
        command = typer.main.get_command(TYPER_APPS[module]).commands[name]
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known, f"python -m {module} {name}{rest}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=[path.name for path in DOCUMENTS])
def test_every_relative_link_leads_somewhere(path):
    lost = []
    for link in LINK.findall(path.read_text(encoding="utf-8")):
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        if re.match(r"[a-z]+:", link):
            continue
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert not lost


@pytest.mark.parametrize("path", DOCUMENTS, ids=[path.name for path in DOCUMENTS])
def test_no_document_holds_a_path_of_one_machine(path):
    assert not re.search(r"/(?:home|root|tmp|work|Users)/", path.read_text(encoding="utf-8"))


def test_the_words_are_in_order_and_said_once():
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [line.strip("|").split("|") for line in lines if line.startswith("| ")][1:]
    words = [re.sub(r"[^a-z]", "", row[0].lower()) for row in rows]
    assert all(before < after for before, after in pairwise(words))
    assert all(len(row) == 2 and row[1].strip() for row in rows)


def test_nginx_takes_the_largest_upload_with_what_a_browser_wraps_it_in():
    [mb] = re.findall(r"client_max_body_size (\d+)m;", (ROOT / "docs" / "nginx.conf").read_text())
    assert int(mb) << 20 > upload.MOST_BYTES
