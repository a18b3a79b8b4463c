"""What the operating system's errors mean, as a sentence that says what to do."""

import errno

_SENTENCES: dict[int, str] = {
    errno.EACCES: "permission denied: its owner must give you the right to it",
    errno.EPERM: "the system does not permit it: check the owner, the rights and how the disk is mounted",
    errno.ENOENT: "no such file or folder",
    errno.EISDIR: "is a folder, where a file is wanted",
    errno.ENOTDIR: "a part of this path is a file, where a folder is wanted",
    errno.EEXIST: "is there already",
    errno.ENOSPC: "no space is left on the disk: make room, or name another folder",
    errno.EDQUOT: "your share of the disk is used up: make room, or name another folder",
    errno.EROFS: "the disk is mounted read-only: name a place that can be written to",
    errno.ENAMETOOLONG: "the name is too long for this file system",
    errno.ELOOP: "too many links lead from one to the next: one of them leads in a circle",
    errno.EMFILE: "too many files are open in this process: raise the limit (`ulimit -n`)",
    errno.ENFILE: "too many files are open on this machine",
    errno.EIO: "the disk can't be read or written (input/output error): check it",
    errno.EFBIG: "the file is too large for this disk or this process's limit",
    errno.ESTALE: "the network drive has lost it: mount it anew",
    errno.ETXTBSY: "another program runs it",
    errno.EBUSY: "another program has it in use",
    errno.ENXIO: "is no file that can be read: a socket, or a pipe that nobody writes to",
}


def sentence(error: OSError) -> str:
    """What went wrong, without the file's name; the system's own words for what is not in the table."""
    if error.errno in _SENTENCES:
        return _SENTENCES[error.errno]
    return error.strerror or str(error) or type(error).__name__
