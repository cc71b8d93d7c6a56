"""The limits of reading and fetching, from environment variables that begin with DATELINE_."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.fetch_settings import FetchSettings

PREFIX = "DATELINE_"


class ReadSettings(BaseSettings):
    """What reading one article may take. From the environment: DATELINE_READ_ and the field's name."""

    model_config = SettingsConfigDict(env_prefix=f"{PREFIX}READ_", frozen=True)

    seconds: float = Field(default=25.0, gt=0, description="Seconds that reading one article may take.")
    memory: int = Field(default=2_000_000_000, gt=0, description="Bytes of memory that the reader may use.")


def variables() -> frozenset[str]:
    """Return the names of all environment variables that are read here."""
    return frozenset(f"{model.model_config['env_prefix']}{name.upper()}"
                     for model in (ReadSettings, FetchSettings) for name in model.model_fields)
