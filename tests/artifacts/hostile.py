"""Files that mean harm, or are broken, put together byte by byte. None of them is ever loaded."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import struct
import zipfile
import zlib

END = b"."
SYSTEM = b"cos\nsystem\n"
CALL = b"S'true'\n\x85R"
RUN = SYSTEM + CALL
"""os.system('true'), as protocol 0 imports it."""


def text(value: str) -> bytes:
    data = value.encode("utf-8", "surrogatepass")
    return b"\x8c" + bytes([len(data)]) + data


def named(module: str, name: str) -> bytes:
    return text(module) + text(name) + b"\x93"


def proto(body: bytes, number: int = 4) -> bytes:
    return b"\x80" + bytes([number]) + body + END


def framed(body: bytes, length: int | None = None) -> bytes:
    body += END
    size = len(body) if length is None else length
    return b"\x80\x04\x95" + size.to_bytes(8, "little") + body


def padded(size: int) -> bytes:
    """So many bytes of a bytes object, which is thrown away."""
    return b"B" + size.to_bytes(4, "little") + bytes(size) + b"0"


def wrapper(
    shape: bytes,
    dtype: str,
    *,
    padding: bytes | None = b"\x02\xff\xff",
    module: str = "joblib",
) -> bytes:
    """What joblib puts before an array's bytes; `padding` None: as it was before joblib 1.2."""
    alignment = b"" if padding is None else text("numpy_array_alignment_bytes") + b"K\x10"
    return (
        named(f"{module}.numpy_pickle", "NumpyArrayWrapper")
        + b")\x81}("
        + text("subclass")
        + named("numpy", "ndarray")
        + text("shape")
        + shape
        + text("order")
        + text("C")
        + text("dtype")
        + named("numpy", "dtype")
        + text(dtype)
        + b"\x89\x88\x87R"
        + text("allow_mmap")
        + b"\x88"
        + alignment
        + b"ub"
        + (padding or b"")
    )


ALLOWED = named("sklearn.svm._classes", "SVC")
PICKLES: dict[str, bytes] = {
    # How a name is spelt.
    "GLOBAL": RUN + END,
    "GLOBAL of protocol 2": proto(b"cposix\nsystem\n" + CALL, 2),
    "GLOBAL of nt": proto(b"cnt\nsystem\n" + CALL, 2),
    "INST": b"(S'true'\nios\nsystem\n" + END,
    "OBJ": b"(" + SYSTEM + b"S'true'\no" + END,
    "STACK_GLOBAL": proto(named("os", "system") + text("true") + b"\x85R"),
    "STACK_GLOBAL of texts in the memo": proto(
        text("os") + b"\x940" + text("system") + b"\x940h\x00h\x01\x93" + text("true") + b"\x85R"
    ),
    "STACK_GLOBAL of texts far in the memo": proto(
        text("os") + b"r\x00\x01\x00\x000" + text("system") + b"p257\n0j\x00\x01\x00\x00g257\n\x93"
    ),
    "STACK_GLOBAL of texts in the wrong order in the memo": proto(
        text("system") + b"\x940" + text("os") + b"\x940h\x01h\x00\x93)R"
    ),
    "memo that is written over": proto(
        text("math") + b"q\x000" + text("os") + b"q\x000h\x00" + text("system") + b"\x93)R"
    ),
    "MEMOIZE that counts what is there": proto(
        text("os") + b"q\x05\x940" + text("math") + b"0h\x01" + text("system") + b"\x93)R"
    ),
    "STACK_GLOBAL of a duplicate": proto(text("os") + b"20" + text("system") + b"\x93)R"),
    "STACK_GLOBAL of Python 2's texts": proto(b"U\x02osT\x06\0\0\0system\x93)R"),
    "texts with escapes": b"cos\nsystem\n0S'\\x6fs'\nS'sy\\163tem'\n\x93(S'true'\ntR" + END,
    "unicode with escapes": b"V\\u006fs\nVsyste\\u006d\n\x93)R" + END,
    "dotted name": proto(named("sklearn", "os.system") + text("true") + b"\x85R"),
    "dotted name through an allowed class": proto(
        named("sklearn.svm._classes", "SVC.fit.__globals__")
    ),
    "eval of __builtin__": proto(b"c__builtin__\neval\n" + CALL, 2),
    "eval of builtins": proto(named("builtins", "eval") + text("1") + b"\x85R"),
    "eval of __builtin__ after protocol 3": proto(b"c__builtin__\neval\n" + CALL, 3),
    "exec": proto(named("builtins", "exec") + text("1") + b"\x85R"),
    "name that normalises to another": proto(
        named("\N{FULLWIDTH LATIN SMALL LETTER O}s", "system")
    ),
    "name with a line break": proto(named("os\n", "system") + b")R"),
    "name with a NUL": proto(named("os\0", "system") + b")R"),
    "name with a space": proto(named("os ", "system") + b")R"),
    "made-up name": proto(
        named("_codecs", "encode")
        + text("bf")
        + text("rot13")
        + b"\x86R"
        + text("system")
        + b"\x93"
    ),
    "made-up name of numpy's": proto(
        named("numpy._core.multiarray", "scalar")
        + named("numpy", "dtype")
        + text("U2")
        + b"\x89\x88\x87RC\x08o\0\0\0s\0\0\0\x86R"
        + text("system")
        + b"\x93)R"
    ),
    "PROTO in the middle, which changes names": proto(
        b"]0\x80\x02c__builtin__\neval\nS'1'\n\x85R", 3
    ),
    # How it is called.
    "NEWOBJ": proto(named("subprocess", "Popen") + text("true") + b"\x85\x81"),
    "NEWOBJ_EX": proto(named("subprocess", "Popen") + text("true") + b"\x85}\x92"),
    "only imported": proto(named("os", "system")),
    "only imported, for its side effects": proto(named("antigravity", "fly") + b"0N"),
    "getattr": proto(named("builtins", "getattr") + ALLOWED + text("fit") + b"\x86R"),
    "getattr of a text's forbidden method": proto(
        named("builtins", "getattr") + named("builtins", "str") + text("__init__") + b"\x86R"
    ),
    "getattr with a made-up method": proto(
        named("builtins", "getattr") + named("builtins", "str") + b"]\x86R"
    ),
    "getattr given to partial": proto(
        named("functools", "partial") + named("builtins", "getattr") + b"\x85R"
    ),
    "getattr in a partial's state": proto(
        named("functools", "partial")
        + named("builtins", "len")
        + b"\x85R("
        + named("builtins", "getattr")
        + b")}NtbN0"
    ),
    "getattr in the memo, given away": proto(
        named("builtins", "getattr")
        + b"\x94"
        + named("builtins", "str")
        + text("lower")
        + b"\x86R0"
        + named("functools", "partial")
        + b"h\x00\x85R"
    ),
    "what a call returned is called": proto(
        named("builtins", "getattr") + named("builtins", "str") + text("lower") + b"\x86R)R"
    ),
    "an instance is called": proto(named("functools", "partial") + ALLOWED + b"\x85R)R"),
    "numpy's generator, which calls what it is told": proto(
        named("numpy.random._pickle", "__generator_ctor")
        + text("x")
        + named("functools", "partial")
        + ALLOWED
        + b"\x85R\x86R"
    ),
    "torch's rebuilding, which calls what it is told": proto(
        named("torch._tensor", "_rebuild_from_type_v2")
        + named("builtins", "len")
        + ALLOWED
        + b")\x87R"
    ),
    "a function that may only be referred to": proto(named("numpy", "log1p") + b"K\x01\x85R"),
    "copyreg's helper with a class that is on no list": proto(
        named("copyreg", "_reconstructor")
        + named("subprocess", "Popen")
        + named("builtins", "object")
        + b"N\x87R"
    ),
    "copyreg's helper with a base that runs": proto(
        named("copyreg", "_reconstructor") + ALLOWED + ALLOWED + text("x") + b"\x87R"
    ),
    "copyreg.__newobj__": proto(named("copyreg", "__newobj__") + named("os", "popen") + b"\x85R"),
    "type with three arguments": proto(named("builtins", "type") + text("X") + b")}\x87R"),
    "functools.reduce": proto(named("functools", "reduce") + b"0N"),
    "operator.attrgetter": proto(named("operator", "attrgetter") + text("x") + b"\x85R"),
    "operator.methodcaller": proto(named("operator", "methodcaller") + text("x") + b"\x85R"),
    "numpy.f2py": proto(named("numpy.f2py", "compile") + text("x") + b"\x85R"),
    "numpy.load": proto(named("numpy", "load") + text("x") + b"\x85R"),
    "joblib.load": proto(named("joblib", "load") + text("x") + b"\x85R"),
    "numpy._core._ufunc_reconstruct": proto(
        named("numpy._core", "_ufunc_reconstruct") + text("os") + text("system") + b"\x86R"
    ),
    "importlib": proto(named("importlib", "import_module") + text("os") + b"\x85R"),
    "nested pickle": proto(named("pickle", "loads") + b"C\x02N.\x85R"),
    "nested pickle of _pickle": proto(named("_pickle", "loads") + b"C\x02N.\x85R"),
    "nested pickle of cloudpickle": proto(named("cloudpickle", "loads") + b"C\x02N.\x85R"),
    "torch.load in a pickle": proto(named("torch.storage", "_load_from_bytes") + b"C\x02N.\x85R"),
    # What changes things.
    "BUILD with __setstate__": proto(
        ALLOWED + b")\x81}" + text("__setstate__") + named("builtins", "len") + b"sbN0"
    ),
    "BUILD of a class": proto(ALLOWED + b"N}" + text("fit") + ALLOWED + b"s\x86b"),
    "SETITEM on a class": proto(ALLOWED + text("a") + b"Ns"),
    "APPEND to a class": proto(ALLOWED + b"Na"),
    "ADDITEMS to a class": proto(ALLOWED + b"(N\x90"),
    "scipy's distribution with code in its template": proto(
        named("scipy.stats._continuous_distns", "norm_gen")
        + b")\x81}"
        + text("_parse_arg_template")
        + text("import os")
        + b"sb"
    ),
    "scipy's distribution with a state that is not seen": proto(
        named("scipy.stats._continuous_distns", "norm_gen") + b")\x81]b"
    ),
    # What stands for something else.
    "EXT1": proto(b"\x82\x01"),
    "EXT2": proto(b"\x83\x01\x01"),
    "EXT4": proto(b"\x84\x01\0\0\0"),
    "PERSID": b"Psomething\n" + END,
    "BINPERSID": proto(text("storage") + b"Q"),
    "persistent id as torch's, outside of torch": proto(
        b"("
        + text("storage")
        + named("torch", "FloatStorage")
        + text("0")
        + text("cpu")
        + b"K\x01tQ"
    ),
    # Where it is hidden.
    "after the first STOP": proto(b"N") + RUN + END,
    "after many STOPs": proto(b"N") * 1000 + RUN + END,
    "behind megabytes": proto(padded(5 << 20) + named("os", "system")),
    "behind megabytes of texts": proto((b"X\0\0\x10\0" + b"a" * (1 << 20) + b"0") * 6 + SYSTEM),
    "behind megabytes of numbers": proto(b"K\x010" * 400_000 + named("os", "system")),
    "behind megabytes in a frame": framed(padded(5 << 20) + named("os", "system")),
    "without a STOP": RUN,
    "before a damaged end": proto(named("os", "system") + b")R")[:-1] + b"\xff",
    "in a dict's key": proto(b"}(" + named("os", "system") + b"Nu"),
    "behind an array of joblib's": proto(
        wrapper(b"K\x02\x85", "f8") + bytes(16) + named("os", "system")
    ),
    "in a nested pickle of joblib's": proto(
        wrapper(b"K\x01\x85", "O8", padding=b"") + proto(named("os", "system"))
    ),
    "in the bytes of an array of old, for pickle.load": proto(
        wrapper(b"K\x1d\x85", "u1", padding=None) + RUN.ljust(29, b"0")
    ),
    "in the padding of an array": proto(
        wrapper(b"K\x01\x85", "u1", padding=b"(" + RUN.ljust(40, b"0")) + b"\0"
    ),
    "in the padding of an array, which is short": proto(
        wrapper(b"K\x01\x85", "u1", padding=b"\x02N0") + b"\0"
    ),
    "in a frame that goes on behind an array": b"\x80\x04\x95"
    + (len(wrapper(b"K\x14\x85", "u1")) + 20).to_bytes(8, "little")
    + wrapper(b"K\x14\x85", "u1")
    + RUN.ljust(40, b"0"),
    "in an array whose type lies about objects": proto(
        wrapper(b"K\x01\x85", "O8", padding=b"").replace(
            b"\x89\x88\x87R", b"\x89\x88\x87R(K\x03" + text("|") + b"NNNK\x08K\x08K\x00tb"
        )
        + bytes(8)
    ),
    "in an array of a shape that is made up": proto(wrapper(b"]", "u1") + RUN),
    "in an array of joblib before 0.10": proto(
        named("joblib.numpy_pickle", "NDArrayWrapper") + b")\x81}b"
    ),
}
"""Each must be for a person, or broken: never ok, never unknown."""

LEGIT = proto(b"]")
BROKEN: dict[str, bytes] = {
    "nothing but a PROTO": b"\x80\x04",
    "protocol 6": b"\x80\x06N.",
    "cut off in a text": b"\x80\x04\x8c\x09abc",
    "cut off in a large text": b"\x80\x04X\xff\xff\xff\x7fabc",
    "cut off in some bytes": b"\x80\x04\x8e" + (1 << 40).to_bytes(8, "little") + b"abc",
    "cut off in a line": b"\x80\x02cos",
    "cut off in an array": proto(wrapper(b"K\x63\x85", "f8") + bytes(16))[:-1],
    "an absurd array": proto(wrapper(b"\x8a\x08" + b"\xff" * 7 + b"\x7f\x85", "f8")),
    "trailing words": LEGIT + b"and more words",
    "trailing zeros": LEGIT + bytes(100),
    "a frame that is longer than the file": framed(b"N", 100),
    "a frame that is shorter than an opcode": framed(b"\x8c\x05abcde0N\x95" + bytes(8), 30),
    "a frame in a frame": framed(b"\x95" + (2).to_bytes(8, "little") + b"N"),
    "an absurd place in the memo": proto(b"Nr\xff\xff\xff\xff"),
    "no such place in the memo": proto(b"h\x07"),
    "an empty stack": proto(b"0"),
    "no mark": proto(b"t"),
    "below the mark": proto(b"N(R"),
    "a negative length": proto(b"\x8b\xff\xff\xff\xff"),
    "no such opcode": proto(b"\xff"),
    "no UTF-8": proto(b"\x8c\x01\xff"),
    "a buffer from outside": proto(b"\x97", 5),
    "an odd number of keys and values": proto(b"}(Nu"),
}


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def _twice() -> bytes:
    """Two members of one length, one of which is given the other's name."""
    return zipped({"a/data.pkl": LEGIT, "b/data.pkl": LEGIT}).replace(b"b/data.pkl", b"a/data.pkl")


def _overlap() -> bytes:
    data = bytearray(zipped({"a.npy": bytes(99), "b.npy": bytes(99)}))
    second = data.rindex(b"PK\x01\x02")
    struct.pack_into("<L", data, second + 42, 20)
    return bytes(data)


def _directory_field(offset: int, value: int, data: bytes) -> bytes:
    changed = bytearray(data)
    struct.pack_into("<L", changed, changed.rindex(b"PK\x01\x02") + offset, value)
    return bytes(changed)


def _locked() -> bytes:
    data = bytearray(zipped({"a/data.pkl": LEGIT}))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


NOISE = [b"B" + (1 << 20).to_bytes(4, "little") + hashlib.sha512(b"").digest() * (1 << 14) + b"0"]
_ONE = zipped({"m/data.pkl": LEGIT})


def _npy(payload: bytes, descr: str = "'|O'", shape: str = "(1,)") -> bytes:
    header = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + payload


HARM = proto(named("os", "system") + text("true") + b"\x85R")
ARCHIVES: dict[str, bytes] = {
    "harm in torch's data.pkl": zipped({"m/data.pkl": HARM, "m/data/0": bytes(64)}),
    "harm in a deflated data.pkl": zipped({"m/data.pkl": HARM}, zipfile.ZIP_DEFLATED),
    "harm in a member called anything": zipped({"m/data.pkl": LEGIT, "m/extra": HARM}),
    "harm in an npz": zipped({"a.npy": _npy(HARM)}),
    "harm in a deflated npz": zipped({"a.npy": _npy(HARM)}, zipfile.ZIP_DEFLATED),
    "harm in a zip in a zip": zipped({"policy.pth": zipped({"p/data.pkl": HARM})}),
    "harm in a deflated zip in a zip": zipped(
        {"policy.pth": zipped({"p/data.pkl": HARM})}, zipfile.ZIP_DEFLATED
    ),
    "harm in the last of many members": zipped(
        {**{f"m/part-{number}": b"x" for number in range(99)}, "m/data.pkl": HARM}
    ),
    "harm in compressed joblib in a zip": zipped({"m.joblib": zlib.compress(HARM)}),
    "a Keras layer with code": zipped(
        {
            "config.json": json.dumps({"layers": [{"class_name": "Lambda"}]}).encode(),
            "metadata.json": b"{}",
        }
    ),
    "a Keras layer from a module": zipped(
        {
            "config.json": json.dumps({"module": "os", "class_name": "system"}).encode(),
            "metadata.json": b"{}",
        }
    ),
    "a skops file that imports": zipped(
        {"schema.json": json.dumps({"__module__": "os", "__class__": "system"}).encode()}
    ),
    "a locked member": _locked(),
    "two members of one name": _twice(),
    "two members in one place": _overlap(),
    "a size that is a lie": _directory_field(24, 1 << 30, _ONE),
    "a packed size that is a lie": _directory_field(20, 1 << 30, _ONE),
    "a checksum that is a lie": _directory_field(16, 1, _ONE),
    "a place that is a lie": _directory_field(42, 1, _ONE),
    "another name in the header": _ONE.replace(b"m/data.pkl", b"m/data.txt", 1),
    "a directory of more members": _ONE[:-12] + b"\x02\x00" + _ONE[-10:],
    "a cut off archive": _ONE[:-10],
    "no directory": _ONE[:40],
    "trailing bytes": _ONE + b"more",
    "a pickle that is none": zipped({"m/data.pkl": b"\xff\xff"}),
    "a name with a NUL": _ONE.replace(b"m/data.pkl", b"m/data\0pkl"),
    "a skops file that evaluates": zipped(
        {"schema.json": json.dumps({"__module__": "builtins", "__class__": "eval"}).encode()}
    ),
    "many bombs, each of which may be": zipped(
        {
            f"{number}.joblib": zlib.compress(proto(b"".join(NOISE * 60) + b"N"), 1)
            for number in range(20)
        }
    ),
    "a bomb of zeros": zipped({"m/data.pkl": bytes(32 << 20)}, zipfile.ZIP_DEFLATED),
}
PACKED: dict[str, bytes] = {
    **{
        f"harm, {pack.__module__}": pack(HARM)
        for pack in (zlib.compress, gzip.compress, bz2.compress, lzma.compress)
    },
    "harm, lzma of old": lzma.compress(HARM, lzma.FORMAT_ALONE),
    "harm in a second stream": gzip.compress(LEGIT) + gzip.compress(HARM),
    "harm behind zeros": gzip.compress(LEGIT) + bytes(99) + gzip.compress(HARM),
    "harm behind megabytes": zlib.compress(proto(padded(9 << 20) + named("os", "system")), 1),
    "compressed twice": gzip.compress(zlib.compress(HARM)),
    "lz4": b"\x04\x22\x4d\x18rest",
    "zstd": b"\x28\xb5\x2f\xfdrest",
    "joblib of before 0.9": b"ZF0x12 rest",
    "a bomb": gzip.compress(proto(padded(32 << 20))),
    "a bomb that is no pickle": gzip.compress(bytes(32 << 20)),
    "more than is opened": zlib.compress(proto(b"".join(NOISE * 300)), 1),
    "a dictionary of 2 GiB": b"]\0\0\0\x80" + lzma.compress(LEGIT * 99, lzma.FORMAT_ALONE)[5:],
    "a thousand empty streams": gzip.compress(b"") * 1000,
    "cut off": gzip.compress(LEGIT * 99)[:-9],
    "damaged": gzip.compress(LEGIT * 99)[:20] + b"\xff" * 20,
    "trailing words": zlib.compress(LEGIT) + b"and more words",
}


def tensors(header: object, data: bytes = b"", *, length: int | None = None) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    size = len(text) if length is None else length
    return size.to_bytes(8, "little") + text + data


def tensor(dtype: str, shape: list[object], start: int, stop: int) -> dict[str, object]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [start, stop]}


TENSORS: dict[str, bytes] = {
    "a header longer than the file": tensors({}, length=1000),
    "a header that is no JSON": tensors(b"{'a': 1}"),
    "a header that is deep": tensors(b'{"a":' * 100_000),
    "one name twice": tensors(b'{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{}}'),
    "no shape": tensors({"a": {"dtype": "U8", "data_offsets": [0, 0]}}),
    "no dict": tensors({"a": 1}),
    "an unknown type": tensors({"a": tensor("U7", [1], 0, 1)}, b"\0"),
    "a negative side": tensors({"a": tensor("U8", [-1], 0, 1)}, b"\0"),
    "a side that is no number": tensors({"a": tensor("U8", ["1"], 0, 1)}, b"\0"),
    "an absurd shape": tensors({"a": tensor("U8", [1 << 60, 1 << 60], 0, 1)}, b"\0"),
    "another size than its shape": tensors({"a": tensor("F32", [2], 0, 4)}, bytes(4)),
    "overlap": tensors({"a": tensor("U8", [4], 0, 4), "b": tensor("U8", [4], 2, 6)}, bytes(6)),
    "a gap": tensors({"a": tensor("U8", [1], 0, 1), "b": tensor("U8", [1], 2, 3)}, bytes(3)),
    "a negative place": tensors({"a": tensor("U8", [1], -1, 0)}),
    "cut off": tensors({"a": tensor("U8", [9], 0, 9)}, bytes(8)),
    "trailing bytes": tensors({"a": tensor("U8", [9], 0, 9)}, bytes(10)),
}
ARRAYS: dict[str, bytes] = {
    "harm in an array of objects": _npy(HARM),
    "harm in a field of objects": _npy(HARM, "[('a', [('b', '|O')])]"),
    "harm in a field with a shape": _npy(HARM, "[('a', 'O', (2,))]"),
    "no header": b"\x93NUMPY\x01\x00\x04\x00abcd",
    "no array": b"\x93NUMPY",
    "an absurd header": b"\x93NUMPY\x02\x00\xff\xff\xff\x7f" + bytes(9),
    "a header that calls": b"\x93NUMPY\x01\x00\x08\x00exit(1)\n",
    "cut off": _npy(b"", "'f8'"),
    "trailing bytes": _npy(bytes(9), "'f8'"),
    "an absurd shape": _npy(b"", "'f8'", f"({10**30},)"),
}
FILES: dict[str, tuple[str, bytes]] = {
    **{f"pickle: {name}": ("model.pkl", data) for name, data in {**PICKLES, **BROKEN}.items()},
    **{f"zip: {name}": ("model.pt", data) for name, data in ARCHIVES.items()},
    **{f"packed: {name}": ("model.joblib", data) for name, data in PACKED.items()},
    **{f"tensors: {name}": ("m.safetensors", data) for name, data in TENSORS.items()},
    **{f"array: {name}": ("model.npz", data) for name, data in ARRAYS.items()},
}
