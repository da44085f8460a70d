#!/usr/bin/env python3
"""Compiles qwen3.cu to the PTX in the worker's resources. Needs NVRTC, which comes with PyTorch for CUDA.

    python3 ops/kernels/compile.py worker/src/main/resources/kernels/qwen3.ptx
"""
import ctypes
import glob
import hashlib
import pathlib
import re
import sys
import sysconfig

ARCHITECTURE = "compute_80"
# The newest version of PTX that drivers of CUDA 12.0 read; the kernels use nothing newer.
PTX_VERSION = "8.0"


def nvrtc():
    folders = glob.glob(sysconfig.get_paths()["purelib"] + "/nvidia/**/libnvrtc.so*", recursive=True)
    folders += glob.glob("/usr/local/cuda*/lib64/libnvrtc.so*")
    for name in sorted(name for name in folders if "builtins" not in name and ".alt." not in name):
        return ctypes.CDLL(name)
    sys.exit("there is no libnvrtc here")


def check(library, program, status):
    if status != 0:
        size = ctypes.c_size_t()
        library.nvrtcGetProgramLogSize(program, ctypes.byref(size))
        log = ctypes.create_string_buffer(size.value)
        library.nvrtcGetProgramLog(program, log)
        sys.exit(log.value.decode())


def main():
    source = pathlib.Path(__file__).with_name("qwen3.cu")
    library = nvrtc()
    program = ctypes.c_void_p()
    library.nvrtcCreateProgram(ctypes.byref(program), source.read_bytes(), b"qwen3.cu", 0, None, None)
    options = (ctypes.c_char_p * 1)(f"--gpu-architecture={ARCHITECTURE}".encode())
    check(library, program, library.nvrtcCompileProgram(program, 1, options))
    size = ctypes.c_size_t()
    library.nvrtcGetPTXSize(program, ctypes.byref(size))
    ptx = ctypes.create_string_buffer(size.value)
    library.nvrtcGetPTX(program, ptx)
    text = re.sub(r"\.version \d+\.\d+", f".version {PTX_VERSION}", ptx.value.decode())
    lines = [line for line in text.splitlines() if line]
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    pathlib.Path(sys.argv[1]).write_text("\n".join([f"// of qwen3.cu, SHA-256 {digest}"] + lines) + "\n")


main()
