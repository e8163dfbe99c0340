"""A CTranslate2 model of a few kilobytes, built here: whatever it is given, it says one sentence of ours."""

import json
from pathlib import Path
from typing import Any

import ctranslate2
import numpy
import sentencepiece

from jobs.settings import BackendSettings

SAYS = "a plain text of words"
_SIZE, _WIDE, _SURE = 64, 8, 20.0


def a_tiny_model(folder: Path) -> BackendSettings:
    """Write a transformer whose decoder knows only how far it has come, with its two word lists; gives its settings.

    All weights are zero but the position's and the projection's: at each place one piece of the sentence is sure.
    """
    corpus = folder / "words.txt"
    corpus.write_text("\n".join([SAYS, "한국어로 된 짧은 글"] * 8), encoding="utf-8")
    for side in ("source", "target"):
        sentencepiece.SentencePieceTrainer.train(
            input=str(corpus), model_prefix=str(folder / side), vocab_size=60, hard_vocab_limit=False, minloglevel=2
        )
        (folder / f"{side}.model").rename(folder / f"{side}.spm")
    words = sentencepiece.SentencePieceProcessor(model_file=str(folder / "target.spm"))
    vocabulary = list(
        dict.fromkeys(["<blank>", "<s>", "</s>", "<unk>", *map(words.id_to_piece, range(words.vocab_size()))])
    )
    (folder / "shared_vocabulary.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    spec = ctranslate2.specs.TransformerSpec.from_config(num_layers=1, num_heads=2)
    for side in (spec.encoder, spec.decoder):
        _empty(side, len(vocabulary))
    places = [vocabulary.index(piece) for piece in (*words.encode(SAYS, out_type=str), "</s>")]
    projection = numpy.zeros((len(vocabulary), _SIZE), dtype="float32")
    for place, piece in enumerate(places):
        projection[piece, place] = _SURE
    spec.decoder.projection.weight = projection
    spec.decoder.projection.bias = numpy.zeros(len(vocabulary), dtype="float32")
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.validate()
    spec.save(str(folder))
    return BackendSettings(kind="local", directory=folder, model="tiny")


def _empty(side: Any, words: int) -> None:
    """Fill an encoder or a decoder: everything zero, each place a direction of its own."""
    for table in side.embeddings if isinstance(side.embeddings, list) else [side.embeddings]:
        table.weight = _zeros(words, _SIZE)
    side.position_encodings.encodings = numpy.eye(512, _SIZE, dtype="float32")
    _norm(side.layer_norm)
    for layer in side.layer:
        _attention(layer.self_attention, (3 * _SIZE, _SIZE))
        if hasattr(layer, "attention"):
            _attention(layer.attention, (_SIZE, 2 * _SIZE, _SIZE))
        _norm(layer.ffn.layer_norm)
        _linear(layer.ffn.linear_0, _WIDE, _SIZE)
        _linear(layer.ffn.linear_1, _SIZE, _WIDE)


def _attention(attention: Any, rows: tuple[int, ...]) -> None:
    _norm(attention.layer_norm)
    for linear, wide in zip(attention.linear, rows, strict=True):
        _linear(linear, wide, _SIZE)


def _linear(linear: Any, rows: int, columns: int) -> None:
    linear.weight, linear.bias = _zeros(rows, columns), _zeros(rows)


def _norm(norm: Any) -> None:
    norm.gamma, norm.beta = numpy.ones(_SIZE, dtype="float32"), _zeros(_SIZE)


def _zeros(*shape: int) -> Any:
    return numpy.zeros(shape, dtype="float32")
