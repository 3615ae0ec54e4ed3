"""What the backend reads from its environment."""
from __future__ import annotations

from dataclasses import dataclass

from shared.isolated_environment import get_env


def require(name: str) -> str:
    value = get_env().get(name)
    if not value:
        raise ValueError(f"{name} must be set")
    return value


@dataclass(frozen=True)
class Settings:
    environment: str
    port: int
    auth_url: str
    secret_key: str | None
    jwt_secret: str
    service_secret: str
    fernet_key: str | None
    database_url: str
    clickhouse_password: str | None
    redis_url: str | None
    redis_password: str | None
    oauth_client: tuple[str | None, str | None]
    model_keys: dict[str, str]


def read_model_keys() -> dict[str, str]:
    """The keys of the language models that are switched on."""
    env = get_env()
    keys = {
        "gemini": env.get("GEMINI_API_KEY"),
        "openai": env.get("OPENAI_API_KEY"),
        "anthropic": env.get("ANTHROPIC_API_KEY"),
    }
    return {model: key for model, key in keys.items() if key}


def read_database_url() -> str:
    env = get_env()
    address = f'{env.get("POSTGRES_HOST", "localhost")}:{env.get("POSTGRES_PORT", "5432")}'
    login = f'{env.get("POSTGRES_USER", "postgres")}:{env.get("POSTGRES_PASSWORD", "")}'
    return f'postgresql://{login}@{address}/{env.get("POSTGRES_DB", "backend")}'


def read_settings() -> Settings:
    env = get_env()
    return Settings(
        environment=env.get("ENVIRONMENT", "development"),
        port=int(env.get("PORT", "8000")),
        auth_url=env.get("AUTH_SERVICE_URL", "http://localhost:8081"),
        secret_key=env.get("SECRET_KEY"),
        jwt_secret=env.get("JWT_SECRET_STAGING") or require("JWT_SECRET_KEY"),
        service_secret=require("SERVICE_SECRET"),
        fernet_key=env.get("FERNET_KEY"),
        database_url=read_database_url(),
        clickhouse_password=env.get("CLICKHOUSE_PASSWORD"),
        redis_url=env.get("REDIS_URL"),
        redis_password=env.get("REDIS_PASSWORD"),
        oauth_client=(env.get("GOOGLE_CLIENT_ID"), env.get("GOOGLE_CLIENT_SECRET")),
        model_keys=read_model_keys(),
    )
