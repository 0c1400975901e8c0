"""The quality of lens and of its peers on judged sets; `run.sh` is the way in."""
