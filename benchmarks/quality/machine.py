"""What the figures were measured on."""

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path
from typing import TypedDict

_REQUIREMENTS = Path(__file__).with_name("requirements.txt")


class Machine(TypedDict):
    """The machine and its software, as it goes into the raw results."""

    cpu: str
    cores: int
    memory_gib: float
    load_average: float
    system: str
    python: str
    packages: dict[str, str]


def describe() -> Machine:
    """This machine, now."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count() or 1,
        "memory_gib": round(pages / 2**30, 1),
        "load_average": round(os.getloadavg()[0], 1),
        "system": f"{platform.freedesktop_os_release()['PRETTY_NAME']}, Linux {platform.release()}",
        "python": platform.python_version(),
        "packages": {
            package: version(package)
            for package in re.findall(r"^([\w-]+)==", _REQUIREMENTS.read_text(), re.MULTILINE)
        },
    }


def _cpu() -> str:
    found = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found[1] if found else platform.machine()
