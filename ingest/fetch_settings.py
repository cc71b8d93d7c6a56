"""The limits of fetching an address."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

Port = Annotated[int, Field(ge=1, le=65_535)]


class FetchSettings(BaseSettings):
    """How long, how much and from where is fetched. From the environment: DATELINE_FETCH_ and the field's name."""

    model_config = SettingsConfigDict(env_prefix="DATELINE_FETCH_", frozen=True, extra="forbid")

    connect_seconds: float = Field(default=5.0, gt=0, description="Seconds for finding a host, and for each connect.")
    read_seconds: float = Field(default=10.0, gt=0, description="Seconds that a server may send nothing.")
    total_seconds: float = Field(default=20.0, gt=0, description="Seconds for one fetch in all, redirects included.")
    most_bytes: int = Field(default=5_000_000, gt=0, description="Bytes of one answer, as sent and again unpacked.")
    most_redirects: int = Field(default=5, ge=0, description="Number of redirects followed.")
    ports: tuple[Port, ...] = Field(default=(80, 443), description="TCP port numbers that may be asked.")
    allow_private: bool = Field(default=False, description="Whether loopback and private networks may be asked.")
