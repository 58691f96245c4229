"""Grammar by frames: what `missing-word`, `extra-word` and `agreement` know, a file each beside this one."""
