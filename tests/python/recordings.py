"""Recordings of every kind, how long other programs say that they play, and what they decode.

    recordings.py make FOLDER      writes the recordings, and prints a line for each: its name, the format, how long it
                                   plays by the samples that were written (`-` where only a decoder knows), and how long
                                   by each program that reads it
    recordings.py compare FOLDER   decodes the recordings NAME and their pieces NAME.0, NAME.1, ... in `pieces`, and
                                   prints for each recording which programs find the same samples in both

The programs are by other authors: ffmpeg (av), libsndfile with mpg123 (soundfile), dr_wav and dr_mp3 (miniaudio), scipy,
mutagen and CPython's wave.
"""

import io
import pathlib
import struct
import sys
import warnings
import wave

import av
import miniaudio
import mutagen
import numpy
import scipy.io.wavfile
import soundfile

warnings.simplefilter("ignore")
av.logging.set_level(av.logging.PANIC)

SECONDS = 0.4
GUID = bytes.fromhex("000000001000800000aa00389b71")


def sound(rate, channels, seconds=SECONDS):
    """Noise that swells and fades, between -1 and 1."""
    frames = int(rate * seconds) + 1
    swell = 0.05 + 0.9 * numpy.abs(numpy.sin(numpy.arange(frames) * 11 / frames))
    noise = numpy.random.default_rng(rate * 31 + channels).uniform(-1, 1, (frames, channels))
    return noise * swell[:, None]


def samples(values, tag, bits, size, low=False):
    """As they stand in a file: `bits` of `size` bytes, the upper ones unless `low`."""
    values = values.ravel()
    if tag == 3:
        return values.astype("<f4" if size == 4 else "<f8").tobytes()
    if tag in (6, 7):
        return (values * 127 + 128).astype("u1").tobytes()
    if size == 1:
        return (values * 127 + 128).astype("u1").tobytes()
    whole = numpy.round(values * (2 ** (bits - 1) - 1)).astype("<i8")
    whole = whole if low else whole << (size * 8 - bits)
    return whole.astype("<i8").view("u1").reshape(-1, 8)[:, :size].tobytes()


def chunk(name, content, pad=True):
    padding = b"\0" if pad and len(content) % 2 else b""
    return name + struct.pack("<I", len(content)) + content + padding


def description(tag, channels, rate, bits, align, extra=b"", byte_rate=None):
    byte_rate = rate * align if byte_rate is None else byte_rate
    return struct.pack("<HHIIHH", tag, channels, rate, byte_rate, align, bits) + extra


def extensible(tag, channels, rate, bits, align, valid):
    mask = (1 << channels) - 1
    extra = struct.pack("<HHIH", 22, valid, mask, tag) + GUID
    return description(0xFFFE, channels, rate, bits, align, extra)


def riff(*chunks, magic=b"RIFF", size=None):
    content = b"WAVE" + b"".join(chunks)
    return magic + struct.pack("<I", len(content) if size is None else size) + content


# Tag, bits and bytes of a sample.
KINDS = [
    (1, 8, 1), (1, 12, 2), (1, 16, 2), (1, 20, 3), (1, 20, 4), (1, 24, 3), (1, 24, 4), (1, 32, 4),
    (3, 32, 4), (3, 64, 8), (6, 8, 1), (7, 8, 1),
]  # fmt: skip


def grid():
    """Sizes of samples and frames, channels, rates, plain and extensible headers."""
    for tag, bits, size in KINDS:
        for channels in (1, 2, 6):
            for rate in (8000, 44100):
                values = sound(rate, channels)
                name = f"{tag}-{bits}in{size}-{channels}ch-{rate}"
                data = chunk(b"data", samples(values, tag, bits, size))
                plain = description(tag, channels, rate, bits, channels * size)
                yield f"{name}.wav", len(values) / rate, riff(chunk(b"fmt ", plain), data)
                long = extensible(tag, channels, rate, size * 8, channels * size, bits)
                yield f"{name}-ext.wav", len(values) / rate, riff(chunk(b"fmt ", long), data)
                if (tag, bits, size) == (1, 24, 4):
                    low = chunk(b"data", samples(values, tag, bits, size, low=True))
                    yield f"{name}-low.wav", len(values) / rate, riff(chunk(b"fmt ", plain), low)


def odd():
    """Sizes that are wrong, chunks in another order, files that are cut off."""
    rate, values = 16000, sound(16000, 1)
    raw, seconds = samples(values, 1, 16, 2), len(values) / 16000
    form = chunk(b"fmt ", description(1, 1, rate, 16, 2))
    data = chunk(b"data", raw)
    listed = chunk(b"LIST", b"INFOISFT\x05\0\0\0theta\0")

    def sized(size):
        return b"data" + struct.pack("<I", size) + raw

    yield "list-first.wav", seconds, riff(listed, form, data)
    yield "list-odd.wav", seconds, riff(form, chunk(b"LIST", b"odd"), data)
    yield "list-odd-unpadded.wav", seconds, riff(form, chunk(b"LIST", b"odd", pad=False), data)
    yield "list-last.wav", seconds, riff(form, data, listed)
    yield "junk.wav", seconds, riff(chunk(b"JUNK", bytes(4000)), form, chunk(b"fact", raw[:4]), data)
    yield "broadcast.wav", seconds, riff(chunk(b"bext", bytes(602)), form, data)
    yield "piped-ffffffff.wav", seconds, riff(form, sized(0xFFFFFFFF), size=0xFFFFFFFF)
    yield "piped-7fffffff.wav", seconds, riff(form, sized(0x7FFFFFFF), size=0x7FFFFFFF)
    yield "piped-0.wav", seconds, riff(form, sized(0), size=0)
    yield "riff-size-0.wav", seconds, riff(form, data, size=0)
    yield "states-more.wav", seconds, riff(form, sized(len(raw) * 100))
    yield "states-half.wav", 3200 / rate, riff(form, sized(6400))
    whole = riff(form, data)
    yield "cut.wav", (5000 - 44) // 2 / rate, whole[:5000]
    yield "cut-in-sample.wav", (5001 - 44) // 2 / rate, whole[:5001]
    bytes_8 = chunk(b"data", samples(values, 1, 8, 1)[:6401], pad=False)
    yield "odd-unpadded.wav", 6401 / rate, riff(chunk(b"fmt ", description(1, 1, rate, 8, 1)), bytes_8)
    byte_rate = chunk(b"fmt ", description(1, 1, rate, 16, 2, byte_rate=1))
    yield "byte-rate-1.wav", seconds, riff(byte_rate, data)
    yield "align-0.wav", seconds, riff(chunk(b"fmt ", description(1, 1, rate, 16, 0)), data)
    yield "align-1.wav", seconds, riff(chunk(b"fmt ", description(1, 1, rate, 16, 1)), data)
    yield "fmt-18.wav", seconds, riff(chunk(b"fmt ", description(1, 1, rate, 16, 2, b"\0\0")), data)
    for magic in (b"RF64", b"BW64"):
        sizes = chunk(b"ds64", struct.pack("<QQQI", len(raw) + 80, len(raw), len(values), 0))
        long = riff(sizes, form, sized(0xFFFFFFFF), magic=magic, size=0xFFFFFFFF)
        yield f"{magic.decode().lower()}.wav", seconds, long
    unknown = chunk(b"ds64", struct.pack("<QQQI", 0, 0, 0, 0))
    yield "rf64-piped.wav", seconds, riff(unknown, form, sized(0xFFFFFFFF), magic=b"RF64", size=0xFFFFFFFF)


def encoded(form, codec, rate, channels, options=None, seconds=3.0, **settings):
    """What ffmpeg's encoders write."""
    file = io.BytesIO()
    with av.open(file, "w", format=form, options=options or {}) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono" if channels == 1 else "stereo")
        for key, value in settings.items():
            setattr(stream, key, value)
        container.metadata["title"] = "theta"
        values = (sound(rate, channels, seconds) * 30000).astype("<i2")
        frame = av.AudioFrame.from_ndarray(values.reshape(1, -1), "s16", stream.layout.name)
        frame.sample_rate = rate
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def compressed():
    """MP3 of all versions, with and without a count; compressed samples in WAV."""
    for rate in (48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000):
        for channels in (1, 2):
            mp3 = encoded("mp3", "libmp3lame", rate, channels)
            yield f"lame-{rate}-{channels}ch.mp3", None, mp3
    bare = {"write_xing": "0", "id3v2_version": "0"}
    for name, options in (("count", {}), ("bare", bare), ("id3v1", {"write_id3v1": "1", **bare})):
        vbr = encoded("mp3", "libmp3lame", 44100, 2, options, seconds=20.0, qscale=True, global_quality=5 * 118)
        yield f"vbr-{name}.mp3", None, vbr
        cbr = encoded("mp3", "libmp3lame", 44100, 2, options, bit_rate=320_000)
        yield f"cbr-{name}.mp3", None, cbr
    yield "cut.mp3", None, cbr[: len(cbr) * 2 // 3]
    tag = b"ID3\x04\0\0" + bytes([0, 0, 0x20, 0]) + bytes(4096)
    yield "padded-tag.mp3", None, tag + cbr
    yield "layer-2.mp3", None, encoded("mp2", "mp2", 44100, 2)
    for codec in ("adpcm_ms", "adpcm_ima_wav"):
        for channels in (1, 2):
            wav = encoded("wav", codec, 22050, channels)
            yield f"{codec}-{channels}ch.wav", None, wav
    yield "layer-3.wav", None, encoded("wav", "libmp3lame", 44100, 2)


def written(form, values, rate, subtype=None):
    """What libsndfile writes."""
    file = io.BytesIO()
    soundfile.write(file, values, rate, format=form, subtype=subtype)
    return file.getvalue()


def plain():
    """Containers of samples that are not compressed, whole, cut off, and written into a pipe."""
    for form, end in (("AIFF", "aiff"), ("AU", "au"), ("CAF", "caf"), ("W64", "w64")):
        for subtype in ("PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW"):
            for rate, channels in ((8000, 1), (44100, 2), (96000, 6)):
                values = sound(rate, channels)
                content = written(form, values, rate, subtype)
                yield f"{subtype}-{channels}ch-{rate}.{end}", len(values) / rate, content
        yield f"cut.{end}", None, content[: len(content) * 2 // 3]
    raw = samples(sound(8000, 1), 6, 8, 1)
    yield "piped.au", len(raw) / 8000, b".snd" + struct.pack(">IIIII", 24, 0xFFFFFFFF, 27, 8000, 1) + raw


def containers():
    """Formats that are told by their content, whose duration stays unknown."""
    values = sound(44100, 2)
    for form, end in (("FLAC", "flac"), ("OGG", "ogg")):
        yield f"container.{end}", None, written(form, values, 44100)
    for form, codec, end in (
        ("ipod", "aac", "m4a"), ("mp4", "aac", "mp4"), ("mov", "pcm_s16le", "mov"), ("adts", "aac", "aac"),
        ("webm", "libopus", "webm"), ("matroska", "libopus", "mka"), ("ogg", "libopus", "opus"),
        ("asf", "wmav2", "wma"),
    ):  # fmt: skip
        yield f"container.{end}", None, encoded(form, codec, 48000, 2, seconds=1.0, bit_rate=128_000)


def by_ffmpeg(content):
    with av.open(io.BytesIO(content)) as container:
        stream = container.streams.audio[0]
        # The silence that an encoder adds is sound too.
        stream.codec_context.flags2 |= 1 << 29
        frames = [frame for frame in container.decode(stream)]
        rate = frames[0].sample_rate
        parts = [frame.to_ndarray() for frame in frames]
        parts = [part.T if frame.format.is_planar else part.reshape(-1, stream.channels) for frame, part in zip(frames, parts)]
        return numpy.concatenate(parts), rate


def by_libsndfile(content):
    values, rate = soundfile.read(io.BytesIO(content), dtype="float64", always_2d=True)
    return values, rate


def by_miniaudio(content):
    read = miniaudio.mp3_read_f32 if content[:4] not in (b"RIFF", b"RF64") else miniaudio.wav_read_f32
    found = read(content)
    return numpy.array(found.samples).reshape(-1, found.nchannels), found.sample_rate


def by_scipy(content):
    rate, values = scipy.io.wavfile.read(io.BytesIO(content))
    return values.reshape(len(values), -1), rate


def by_wave(content):
    with wave.open(io.BytesIO(content)) as file:
        raw = file.readframes(1 << 24)
        size = file.getsampwidth() * file.getnchannels()
        raw = raw[: len(raw) // size * size]
        return numpy.frombuffer(raw, "u1").reshape(-1, size), file.getframerate()


DECODERS = {
    "ffmpeg": by_ffmpeg, "libsndfile": by_libsndfile, "miniaudio": by_miniaudio, "scipy": by_scipy, "wave": by_wave,
}  # fmt: skip


def decoded(decoder, content):
    """The samples and their rate; nothing where the program does not read it."""
    try:
        values, rate = decoder(content)
        return (values, rate) if len(values) else None
    except Exception:
        return None


def seconds_by_mutagen(content):
    try:
        return mutagen.File(io.BytesIO(content)).info.length
    except Exception:
        return None


def make(folder):
    for source in (grid, odd, compressed, plain, containers):
        for name, seconds, content in source():
            (folder / name).write_bytes(content)
            found = {"mutagen": seconds_by_mutagen(content)}
            for program, decoder in DECODERS.items():
                read = decoded(decoder, content)
                found[program] = len(read[0]) / read[1] if read else None
            stated = "-" if seconds is None else repr(seconds)
            words = [f"{program}={seconds!r}" for program, seconds in sorted(found.items()) if seconds]
            print(name, source.__name__, stated, *words, sep="\t")


def compare(folder):
    for path in sorted(folder.glob("*.wav")):
        pieces = sorted(folder.glob(f"pieces/{path.name}.*"), key=lambda piece: int(piece.suffix[1:]))
        if not pieces:
            continue
        whole = path.read_bytes()
        parts = [piece.read_bytes() for piece in pieces]
        same, other = [], []
        for program, decoder in DECODERS.items():
            source = decoded(decoder, whole)
            if source is None:
                continue
            found = [decoded(decoder, part) for part in parts]
            if all(found) and numpy.array_equal(numpy.concatenate([values for values, _ in found]), source[0], equal_nan=True):
                same.append(program)
            else:
                other.append(program)
        print(path.name, len(pieces), ",".join(same), ",".join(other), sep="\t")


if __name__ == "__main__":
    {"make": make, "compare": compare}[sys.argv[1]](pathlib.Path(sys.argv[2]))
