"""Packs the plugin for krew, and writes its manifest: `build.py HOMEPAGE [FOLDER]`.

HOMEPAGE is the address of the repository, whose release vVERSION is to hold the archive. The
archive has the launcher, the wheel and the license; the same sources make the same archive.
"""

import gzip
import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LAUNCHER = "kubectl-netproof"


def wheel(folder: Path) -> Path:
    """The wheel of this tree, built into a folder."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    (found,) = folder.glob("*.whl")
    return found


def packed(files: list[Path]) -> bytes:
    """A .tar.gz of files, without dates and owners."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for path in sorted(files, key=lambda path: path.name):
            entry = tarfile.TarInfo(path.name)
            entry.size = path.stat().st_size
            entry.mode = 0o755 if path.name == LAUNCHER else 0o644
            with path.open("rb") as content:
                archive.addfile(entry, content)
    return gzip.compress(plain.getvalue(), mtime=0)


def main(homepage: str, folder: str = "dist") -> None:
    """Write the archive and the manifest into the folder."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as workplace:
        archive = packed([HERE / LAUNCHER, ROOT / "LICENSE", wheel(Path(workplace))])
    (target / f"{LAUNCHER}-{project['version']}.tar.gz").write_bytes(archive)
    _, _, text = (HERE / "plugin.yaml").read_text(encoding="utf-8").partition("\napiVersion")
    for word, value in {
        "SHA256": hashlib.sha256(archive).hexdigest(),
        "HOMEPAGE": homepage.rstrip("/"),
        "VERSION": project["version"],
    }.items():
        text = text.replace(word, value)
    (target / "netproof.yaml").write_text(f"apiVersion{text}", encoding="utf-8")


main(*sys.argv[1:])
