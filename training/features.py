"""Runs the tower once over every photo and some changed copies of it, and keeps what it saw.

    python training/features.py DATA CACHE

Grids end in ReLU6, so they are kept as bytes: value = byte * 6 / 255.
  CACHE/grid.u8     [rows, 81, 1280] uint8
  CACHE/pooled.f32  [rows, 1280] float32, the mean of the grid
  CACHE/rows.npy    [photos, variants] row of each variant of each photo, or -1
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy
import onnxruntime
import torch
from PIL import Image, ImageEnhance, ImageFilter

import graph
import photos as collection
import tower

BYTE = 255.0 / 6.0
VARIANTS = {"flickr8k": 3, "corel5k": 3, "oasis": 8, "scenes": 3, "demo": 1}
MOST_VARIANTS = 8
CHUNK = 64


def variants_of(photo):
    return VARIANTS[photo.set] if photo.use in ("train", "feeling") else 1


def change(photo, variant, seed):
    """Variant 0 is the photo, 1 its mirror image, the others random crops in other light."""
    if variant == 0:
        return photo
    if variant == 1:
        return photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    chance = numpy.random.default_rng([seed, variant])
    width, height = photo.size
    across, down = chance.uniform(0.72, 1.0, 2)
    left, top = chance.uniform(0, 1 - across) * width, chance.uniform(0, 1 - down) * height
    photo = photo.crop((int(left), int(top), int(left + across * width), int(top + down * height)))
    if chance.random() < 0.5:
        photo = photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    for enhance in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        photo = enhance(photo).enhance(chance.uniform(0.7, 1.3))
    if chance.random() < 0.2:
        photo = photo.filter(ImageFilter.GaussianBlur(chance.uniform(0.3, 1.2)))
    return photo


def plan(photos):
    """All first variants, then all second ones, so that an early start finds the plain photos."""
    jobs = []
    for variant in range(MOST_VARIANTS):
        jobs += [(i, variant) for i, p in enumerate(photos) if variant < variants_of(p)]
    return jobs


def see(job):
    """Fills the rows of one chunk of the plan. Runs in its own process."""
    data, cache, first, items, count = job
    session = sessions(cache)
    grids = numpy.memmap(cache / "grid.u8", numpy.uint8, "r+", shape=(count, tower.CELLS, tower.CHANNELS))
    pools = numpy.memmap(cache / "pooled.f32", numpy.float32, "r+", shape=(count, tower.CHANNELS))
    for begin in range(0, len(items), 4):
        images = []
        for index, path, variant in items[begin : begin + 4]:
            photo = Image.open(data / path).convert("RGB")
            images.append(tower.normalise(tower.squash(change(photo, variant, index))))
        grid, pooled = session.run(None, {"image": numpy.stack(images)})
        rows = slice(first + begin, first + begin + len(images))
        grids[rows] = numpy.rint(grid * BYTE).astype(numpy.uint8)
        pools[rows] = pooled[:, : tower.CHANNELS]
    return len(items)


SESSION = {}


def sessions(cache):
    if not SESSION:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        SESSION["tower"] = onnxruntime.InferenceSession(cache / "tower.onnx", options)
    return SESSION["tower"]


def export_tower(path):
    """Writes the tower as one ONNX graph."""
    network, _ = tower.load()
    axes = {name: {0: "photos"} for name in ("image", "grid", "pooled")}
    example = torch.zeros(2, 3, tower.SIZE, tower.SIZE)
    graph.export(network, (example,), path, ["image"], ["grid", "pooled"], axes)
    # The tower's modules are in the order of use.
    padded = [module.padding for module in network.modules() if isinstance(module, torch.nn.ZeroPad2d)]
    graph.fold_pads(path, [(top, left, bottom, right) for left, right, top, bottom in padded])


def allocate(cache, count):
    for name, size in (("grid.u8", tower.CELLS * tower.CHANNELS), ("pooled.f32", 4 * tower.CHANNELS)):
        with (cache / name).open("wb") as file:
            file.truncate(count * size)


def main(data, cache):
    cache.mkdir(parents=True, exist_ok=True)
    photos = list(collection.collect(data))
    collection.save(photos, cache)
    jobs = plan(photos)
    rows = numpy.full((len(photos), MOST_VARIANTS), -1, dtype=numpy.int64)
    for row, (index, variant) in enumerate(jobs):
        rows[index, variant] = row
    numpy.save(cache / "rows.npy", rows)
    export_tower(cache / "tower.onnx")
    allocate(cache, len(jobs))
    items = [(index, photos[index].path, variant) for index, variant in jobs]
    chunks = [(data, cache, i, items[i : i + CHUNK], len(jobs)) for i in range(0, len(jobs), CHUNK)]
    with ProcessPoolExecutor(2) as pool:
        for done, _ in enumerate(pool.map(see, chunks)):
            print(f"{(done + 1) * CHUNK} of {len(jobs)} photos seen", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
