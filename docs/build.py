"""Write the manual: ``python docs/build.py FOLDER``. Articles are the Markdown files in this folder; the rest comes from the program."""

import sys
from pathlib import Path

from ziping.cli.reference import commands
from ziping.output.manual import site

HERE = Path(__file__).parent
ARTICLES = ("followup", "values", "questions")  # in the order of the menu


def articles() -> dict[str, str]:
    """Name → Markdown, those of ARTICLES first."""
    found = {path.stem: path.read_text(encoding="utf-8") for path in sorted(HERE.glob("*.md"))}
    return {name: found[name] for name in (*ARTICLES, *sorted(set(found) - set(ARTICLES)))}


def main(folder: Path) -> None:
    """Write every page; pages of an earlier build that no longer exist go."""
    files = site(commands(), articles())
    for old in [path for path in folder.rglob("*") if path.is_file() and path.suffix in (".html", ".css", ".js")]:
        if old.relative_to(folder).as_posix() not in files:
            old.unlink()
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    print(f"手册已写到 {folder / 'index.html'}，共 {sum(name.endswith('.html') for name in files)} 页")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "out/manual"))
