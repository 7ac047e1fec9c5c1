"""Text → vectors. The small model of our own by default; any sentence-transformers model or OpenAI-compatible endpoint where one is named.

Whatever makes the vectors, they are float32 and of length 1, so that a dot product is the cosine.
"""

from __future__ import annotations

import hashlib
import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.documents import IndexingError

Vectors = NDArray[np.float32]
"""Shape (texts, dimension), every row of length 1 (a text without a known piece: all zeros)."""

SHIPPED = Path(__file__).parent / "data" / "embedding"
"""The small model: tokenizer.json, model.safetensors (`embedding.weight`, float16), made by `python -m index train-embedding`."""

_BATCH = 64
_TIMEOUT = 120.0


class Embedder(Protocol):
    """`name` says which model made the vectors; vectors of different names never meet."""

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors: ...


class LightEmbedder:
    """The small model with nothing but tokenizers and numpy: the mean of its pieces' vectors. Opens in milliseconds, no torch."""

    def __init__(self, folder: Path = SHIPPED) -> None:
        self.folder = folder
        self.name = static_name(folder)

    @cached_property
    def _parts(self) -> tuple[Any, Vectors]:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        return tokenizer, load_file(self.folder / "model.safetensors")["embedding.weight"].astype(np.float32)

    @property
    def dimension(self) -> int:
        return int(self._parts[1].shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        tokenizer, table = self._parts
        pieces = [encoding.ids for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False)]
        found = np.zeros((len(pieces), table.shape[1]), dtype=np.float32)
        filled = [i for i, ids in enumerate(pieces) if ids]
        if filled:
            lengths = np.array([len(pieces[i]) for i in filled])
            ids = np.fromiter(chain.from_iterable(pieces), dtype=np.int64)
            starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
            found[filled] = np.add.reduceat(table[ids], starts, axis=0) / lengths[:, None]
        return _unit(found)


class StaticEmbedder:
    """The same model through sentence-transformers (torch): the reference that LightEmbedder is held to."""

    def __init__(self, folder: Path = SHIPPED) -> None:
        self.folder = folder
        self.name = static_name(folder)

    @cached_property
    def _model(self) -> Any:
        import torch
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer.modules import StaticEmbedding

        static = StaticEmbedding.load(str(self.folder), local_files_only=True)
        return SentenceTransformer(modules=[static.to(torch.float32)], device="cpu")

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension())

    def encode(self, texts: Sequence[str]) -> Vectors:
        return _unit(self._model.encode(list(texts), show_progress_bar=False, convert_to_numpy=True).reshape(len(texts), -1))


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, by folder or by name. Raises IndexingError where it cannot be loaded."""

    def __init__(self, model: str) -> None:
        self.model = model
        self.name = f"sentence-transformers:{Path(model).name if Path(model).exists() else model}"

    @cached_property
    def _loaded(self) -> Any:
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(self.model, device="cpu")
        except (OSError, ValueError) as error:
            raise IndexingError(f"向量模型 {self.model} 无法加载：{_first_line(error)}。请检查 EMBEDDING_MODEL 的名称或路径") from error

    @property
    def dimension(self) -> int:
        return int(self._loaded.get_embedding_dimension())

    def encode(self, texts: Sequence[str]) -> Vectors:
        return _unit(self._loaded.encode(list(texts), show_progress_bar=False, convert_to_numpy=True).reshape(len(texts), -1))


class EndpointEmbedder:
    """An OpenAI-compatible endpoint: POST {base_url}/embeddings. Raises IndexingError where it does not answer as it should."""

    def __init__(self, base_url: str, model: str, api_key: str = "") -> None:
        self.base_url, self.model, self.api_key = base_url.rstrip("/"), model, api_key
        self.name = f"endpoint:{model}"

    @cached_property
    def dimension(self) -> int:
        return int(self._batch(["维度"]).shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return _unit(np.concatenate([self._batch(texts[i : i + _BATCH]) for i in range(0, len(texts), _BATCH)]))

    def _batch(self, texts: Sequence[str]) -> Vectors:
        body = json.dumps({"model": self.model, "input": [t or " " for t in texts]}).encode()
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {self.api_key}"} if self.api_key else {})}
        request = urllib.request.Request(f"{self.base_url}/embeddings", body, headers)
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as response:
                rows = sorted(json.load(response)["data"], key=lambda row: row["index"])
            found = np.array([row["embedding"] for row in rows], dtype=np.float32)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexingError(
                f"向量服务 {self.base_url} 没有正常回答（{_first_line(error)}）。请检查 EMBEDDING_BASE_URL、EMBEDDING_MODEL 和网络"
            ) from error
        if found.ndim != 2 or len(found) != len(texts):
            raise IndexingError(f"向量服务 {self.base_url} 返回了 {len(found)} 个向量，应有 {len(texts)} 个。请检查 EMBEDDING_MODEL")
        return found


def embedder(setting: str | None, base_url: str | None, *, api_key: str = "") -> Embedder:
    """The embedder that the settings name: none → the small model that ships; a base URL → that endpoint's model `setting`; else a
    sentence-transformers model by folder or name. A folder that train-embedding wrote opens without torch.

    Raises IndexingError where a base URL has no model name beside it.
    """
    if base_url:
        if not setting:
            raise IndexingError("设置了 EMBEDDING_BASE_URL，还需要用 EMBEDDING_MODEL 写明该服务的模型名")
        return EndpointEmbedder(base_url, setting, api_key)
    if not setting:
        return LightEmbedder()
    if (Path(setting) / "tokenizer.json").is_file() and not (Path(setting) / "modules.json").is_file():
        return LightEmbedder(Path(setting))
    return SentenceTransformerEmbedder(setting)


@cache
def static_name(folder: Path) -> str:
    """The name of the small model in `folder`: another training has another name. Raises IndexingError where there is none."""
    digest = hashlib.sha256()
    try:
        for file in ("tokenizer.json", "model.safetensors"):
            digest.update((folder / file).read_bytes())
    except OSError as error:
        raise IndexingError(
            f"没有找到随程序附带的向量模型 {folder}（{error.strerror}）。请重新安装，或用 python -m index train-embedding 训练"
        ) from error
    return f"static:{digest.hexdigest()[:12]}"


def _unit(vectors: NDArray[Any]) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = np.divide(vectors, lengths, out=np.zeros(vectors.shape, dtype=np.float32), where=lengths > 0)
    return unit


def _first_line(error: BaseException) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"HTTP {error.code}"
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
