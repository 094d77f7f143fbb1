"""containers.py
  What files are packed in.
"""
import bz2
import gzip
import io
import lzma
import shutil
import subprocess
import tarfile
import zipfile


def zipped(name, data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def tarred(name, data):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def zstd(_, data):
    return subprocess.run(["zstd", "-q", "-c"], input=data, capture_output=True, check=True).stdout


PACKED = {
    "gzip": (".gz", lambda name, data: gzip.compress(data)),
    "zip": (".zip", zipped),
    "xz": (".xz", lambda name, data: lzma.compress(data)),
    "bz2": (".bz2", lambda name, data: bz2.compress(data)),
    "tar.gz": (".tar.gz", tarred),
}
if shutil.which("zstd"):
    PACKED["zstd"] = (".zst", zstd)


def pack(kind, name, data):
    """(name, bytes) of a file in a container; plain is none."""
    if kind == "plain":
        return name, data
    ending, packer = PACKED[kind]
    return name + ending, packer(name, data)
