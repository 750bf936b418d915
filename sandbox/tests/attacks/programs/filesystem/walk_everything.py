"""Walks over all that it can see and looks for anything of the host's.

expects: RE
prints: walked over [0-9]
seconds: 4
"""

import os

BELONGS = ("/usr/lib", "/usr/local/lib", "/lib", "/dev", "/proc", "/box", "/tmp")
TELLING = ("passwd", "shadow", "id_rsa", ".git", "manage.py", "db.sqlite3", "docker.sock")


def solve(x):
    seen = 0
    for start in ("/etc", "/root", "/home", "/var", "/run", "/srv", "/mnt", "/opt", "/sys", "/boot"):
        for folder, folders, files in os.walk(start):
            seen += len(files)
            for name in (*folders, *files):
                if name in TELLING:
                    print("ESCAPED:", folder, name)
    for name in ("mem", "kmsg", "sda", "vda", "tty", "ptmx", "kvm", "fuse", "net", "shm/.."):
        try:
            print("ESCAPED:", name, os.open(f"/dev/{name}", os.O_RDWR))
        except OSError:
            seen += 1
    print("walked over", seen)
    os.listdir("/")
    return 2 * x - 1
