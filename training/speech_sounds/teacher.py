"""The teacher: the phoneme recogniser of `hama` 1.7.0 (Apache-2.0), a Conformer of 1.9 million weights.

It hears which phoneme of English or Korean begins in each 20 ms of 16 kHz audio. Its engine takes a second
for eight of music; the same network in PyTorch takes a twentieth of that and gives the same likelihoods to
within 1e-6 on average (`python teacher.py FILE` compares the two).
"""

import importlib.resources
import struct
import sys

import numpy as np
import torch
import torch.nn.functional as F

RATE = 16_000
HOP = 320
HEADS = 4
BLOCKS = 4
MODEL = "acoustic_model.model."

# The kinds of sounds, in the order of `models::speech::KINDS`, and the phonemes that count as each.
KINDS = "-_AEIOUYQPTKFHDSXMNLRWJh"
PHONEMES = {
    "A": "aɑæɐäàåãɒ", "E": "eɛẽøœ", "I": "iɪĩǐìyʏɨ", "O": "oɔõ", "U": "uʊũɯʉ", "Y": "əʌɝɚɜɘɤɵ",
    "P": "pbɓ", "T": "tdɾʈɖɗ̪", "K": "kgɡcɟɣxχ", "F": "fvβɸʋ", "H": "θ", "D": "ð", "S": "szsʂʐẑ",
    "X": "ʃʒɕʑç", "M": "mɱ", "N": "nŋñɲɴ", "L": "lɫʎ", "R": "ɹrʁʀɻɽ", "W": "w", "J": "jʝ", "h": "hɦħ",
}
WHOLE = {
    "<blank>": "-", "<wb>": "_", "aɪ": "Q", "aʊ": "Q", "ɔɪ": "Q", "d͡ʒ": "X", "t͡ʃ": "X", "t͡ɕ": "X", "t͡ɕʰ": "X",
}


def kind(phoneme: str) -> str:
    """The kind that a phoneme counts as; marks that are none count as no sound."""
    if phoneme in WHOLE:
        return WHOLE[phoneme]
    found = [kind for kind, firsts in PHONEMES.items() if phoneme[0] in firsts]
    return found[0] if found else "-"


class Teacher:
    def __init__(self) -> None:
        from hama.vocab import Vocabulary

        packed = importlib.resources.files("hama.assets").joinpath("asr_waveform.hama").read_bytes()
        self.weights = unpack(packed)
        self.products = [name for name in self.weights if name.startswith("onnx::MatMul")]
        self.convolutions = [name for name in self.weights if name.startswith("onnx::Conv")]
        phonemes = [*Vocabulary.load().decoder, "<wb>", "<blank>"]
        self.kind_of = np.zeros((len(phonemes), len(KINDS)), np.float32)
        for number, phoneme in enumerate(phonemes):
            self.kind_of[number, KINDS.index(kind(phoneme))] = 1

    def kinds(self, samples: np.ndarray, part: int = 10, reach: int = 1) -> np.ndarray:
        """How likely each kind is in each 20 ms, heard in parts of so many seconds."""
        heard, part, reach = [], part * RATE, reach * RATE
        for start in range(0, len(samples), part):
            end = min(len(samples), start + part)
            count = (end - start) // HOP
            if count < 3:
                break
            first = max(0, start - reach)
            with torch.no_grad():
                phonemes = self.phonemes(samples[first : min(len(samples), end + reach)]).exp().numpy()
            skipped = (start - first) // HOP
            heard.append(phonemes[skipped : skipped + count] @ self.kind_of)
        return np.concatenate(heard)

    def phonemes(self, samples: np.ndarray) -> torch.Tensor:
        """The logarithms of the phonemes' likelihoods in each 20 ms."""
        w = self.weights
        x = F.pad(torch.tensor(samples)[None, None], (200, 200), mode="reflect")
        real = F.conv1d(x, w["stft_real_kernel"], stride=160)
        imaginary = F.conv1d(x, w["stft_imag_kernel"], stride=160)
        mel = (real * real + imaginary * imaginary).transpose(1, 2) @ w["mel_fb"]
        x = torch.log(torch.clamp(mel, min=1e-10)).transpose(1, 2)
        stem = self.convolutions[:2]
        x = F.gelu(F.conv1d(x, w[stem[0]], w[stem[1]], stride=2, padding=1)).transpose(1, 2)
        for block in range(BLOCKS):
            x = self.block(x, block)
        x = F.conv1d(x.transpose(1, 2), w[MODEL + "proj.weight"], w[MODEL + "proj.bias"])
        return F.log_softmax(x.transpose(1, 2), -1)[0]

    def block(self, x: torch.Tensor, number: int) -> torch.Tensor:
        w, name = self.weights, f"{MODEL}blocks.{number}."
        product = [w[key] for key in self.products[number * 6 : number * 6 + 6]]
        depthwise = [w[key] for key in self.convolutions[2 + 2 * number : 4 + 2 * number]]

        def normal(x: torch.Tensor, part: str) -> torch.Tensor:
            return F.layer_norm(x, x.shape[-1:], w[f"{name}{part}.weight"], w[f"{name}{part}.bias"])

        def feed_forward(x: torch.Tensor, part: str, first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
            hidden = F.silu(normal(x, f"{part}.norm") @ first + w[f"{name}{part}.fc1.bias"])
            return 0.5 * (hidden @ second + w[f"{name}{part}.fc2.bias"])

        x = x + feed_forward(x, "ffn1", product[0], product[1])
        projected = normal(x, "attn_norm") @ product[2] + w[name + "attn.in_proj_bias"]
        _, length, width = x.shape
        query, key, value = (
            part.reshape(1, length, HEADS, -1).transpose(1, 2) for part in projected.chunk(3, -1)
        )
        attended = F.scaled_dot_product_attention(query, key, value).transpose(1, 2)
        x = x + attended.reshape(1, length, width) @ product[3] + w[name + "attn.out_proj.bias"]
        y = normal(x, "conv.norm").transpose(1, 2)
        y = F.glu(F.conv1d(y, w[name + "conv.pointwise1.weight"], w[name + "conv.pointwise1.bias"]), 1)
        y = F.silu(F.conv1d(y, *depthwise, padding=15, groups=width))
        y = F.conv1d(y, w[name + "conv.pointwise2.weight"], w[name + "conv.pointwise2.bias"])
        x = x + y.transpose(1, 2)
        x = x + feed_forward(x, "ffn2", product[4], product[5])
        return normal(x, "norm")


def unpack(packed: bytes) -> dict[str, torch.Tensor]:
    """The tensors of a `.hama` file: a table of names, types (0 is float32, 1 float16), shapes and places,
    then the values."""
    (count,) = struct.unpack_from("<I", packed, 8)
    at, table = 12, []
    for _ in range(count):
        (length,) = struct.unpack_from("<H", packed, at)
        name = packed[at + 2 : at + 2 + length].decode()
        at += 2 + length
        half, axes = packed[at], packed[at + 1]
        shape = struct.unpack_from(f"<{axes}I", packed, at + 2)
        place, size = struct.unpack_from("<QQ", packed, at + 2 + 4 * axes)
        at += 2 + 4 * axes + 16
        table.append((name, np.float16 if half else np.float32, shape, place, size))
    base = len(packed) - max(place + size for *_, place, size in table)
    return {
        name: torch.tensor(
            np.frombuffer(packed[base + place : base + place + size], kind).astype(np.float32).reshape(shape)
        )
        for name, kind, shape, place, size in table
    }


def main() -> None:
    from hama.asr import ASRModel

    from hearing import load

    samples = load(sys.argv[1])[: 20 * RATE]
    model = ASRModel()
    expected, _ = model.session.run(
        [model._log_probs_output_name, model._out_lengths_output_name],
        {
            model._waveform_input_name: samples[None],
            model._waveform_lengths_input_name: np.array([len(samples)], np.int64),
        },
    )
    with torch.no_grad():
        heard = Teacher().phonemes(samples).exp().numpy()
    count = min(len(heard), len(expected[0]))
    print("mean difference of the likelihoods", np.abs(heard[:count] - np.exp(expected[0][:count])).mean())


if __name__ == "__main__":
    main()
