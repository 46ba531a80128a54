"""Compares `plain.py` with the package's own code in TensorFlow, on patches of audio files.

    python tensorflow_check.py musicnn-0.1.0-py3-none-any.whl AUDIO…

Needs `tensorflow-cpu==2.15.1` and `numpy<2` beside what `audio_tagger` needs, so it is no part of the training.
"""

import sys
import tempfile
import zipfile

import numpy
import onnxruntime
import tensorflow

import checkpoint
import plain
import spectrogram
from musicnn import BANDS, FRAMES, MODELS


def main(wheel, *files):
    patches = numpy.concatenate([spectrogram.patches(spectrogram.levels(spectrogram.samples(f)))[:8] for f in files])
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(wheel).extractall(f"{folder}/package")
        # The package's module has the name of ours.
        sys.modules.pop("musicnn")
        sys.path.insert(0, f"{folder}/package")
        from musicnn import models

        for model in MODELS:
            plain.build(checkpoint.read(wheel, model), f"{folder}/plain.onnx")
            ours = onnxruntime.InferenceSession(f"{folder}/plain.onnx").run(["tags"], {"mel": patches})[0]
            theirs = original(models, f"{folder}/package/musicnn/{model}/", model, patches)
            print(model, len(patches), "patches, largest difference of a tag:", numpy.abs(ours - theirs).max())


def original(models, folder, model, patches):
    v1 = tensorflow.compat.v1
    v1.disable_eager_execution()
    v1.reset_default_graph()
    with tensorflow.name_scope("model"):
        given = v1.placeholder(tensorflow.float32, [None, FRAMES, BANDS])
        training = v1.placeholder(tensorflow.bool)
        tags = tensorflow.nn.sigmoid(models.define_model(given, training, model, 50)[0])
    with v1.Session() as session:
        v1.train.Saver().restore(session, folder)
        return session.run(tags, {given: patches, training: False})


if __name__ == "__main__":
    main(*sys.argv[1:])
