"""What can be set from outside: environment variables with the prefix DISCLOSURE_QA_, or the same names in a file `.env`.

Only the rim (app.py and the command lines) makes a Settings; everything below takes what it needs as arguments.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

if TYPE_CHECKING:
    from index.embeddings import Embedder


class Settings(BaseSettings):
    """All settings; none is needed. "" means not set.

    `llm_mode`: off = rules only, auto = the model where rules find no plan, always = the model first. `rate_limit`: questions a minute from
    one visitor, 0 for no limit. `filing_number` is shown at the foot of the page (ICP 备案号).
    """

    model_config = SettingsConfigDict(env_prefix="DISCLOSURE_QA_", env_file=".env", env_ignore_empty=True, extra="ignore")

    store: Path = Path("store")
    llm_base_url: str = ""
    llm_model: str = ""
    llm_api_key: SecretStr = SecretStr("")
    llm_mode: Literal["off", "auto", "always"] = "off"
    embedding_model: str = ""
    embedding_base_url: str = ""
    rerank_model: str = ""
    staff_users: str = ""
    rate_limit: int = Field(default=0, ge=0)
    site_name: str = "预决算公开问答"
    filing_number: str = ""


def questions_embedder(settings: Settings | None = None) -> Embedder | None:
    """What encodes questions of text: the embedding that the settings name, None for the small one that ships."""
    chosen = settings or Settings()
    if not chosen.embedding_model and not chosen.embedding_base_url:
        return None
    from index.embeddings import embedder

    return embedder(chosen.embedding_model or None, chosen.embedding_base_url or None, api_key=chosen.llm_api_key.get_secret_value())
