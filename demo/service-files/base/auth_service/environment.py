"""What the auth service reads from its environment."""
from __future__ import annotations

from shared.isolated_environment import get_env


class AuthEnvironment:
    def __init__(self) -> None:
        self.env = get_env()

    def get_environment(self) -> str:
        return (self.env.get("ENVIRONMENT") or "development").lower()

    def get_port(self) -> int:
        return int(self.env.get("PORT", "8081"))

    def get_frontend_url(self) -> str:
        return self.env.get("FRONTEND_URL", "http://localhost:3000")

    def get_secret_key(self) -> str:
        """Signs the cookies of a login in progress."""
        return self.env.get("SECRET_KEY", "")

    def get_jwt_secret(self) -> str:
        environment = self.get_environment()
        if environment == "staging":
            secret = self.env.get("JWT_SECRET_STAGING")
            if secret:
                return secret
        secret = self.env.get("JWT_SECRET_KEY")
        if secret:
            return secret
        if environment in ("staging", "production"):
            raise ValueError(f"JWT_SECRET_KEY must be set in {environment}")
        return "jwt-secret-for-development"

    def get_jwt_algorithm(self) -> str:
        return self.env.get("JWT_ALGORITHM", "HS256")

    def get_service_id(self) -> str:
        return self.env.get("SERVICE_ID", "auth-service")

    def get_service_secret(self) -> str:
        environment = self.get_environment()
        secret = self.env.get("SERVICE_SECRET")
        if secret:
            return secret
        if environment in ("staging", "production"):
            raise ValueError(f"SERVICE_SECRET must be set in {environment}")
        return "service-secret-for-development"

    def get_database_url(self) -> str:
        host = self.env.get("POSTGRES_HOST", "localhost")
        port = self.env.get("POSTGRES_PORT", "5432")
        database = self.env.get("POSTGRES_DB", "auth")
        user = self.env.get("POSTGRES_USER", "postgres")
        password = self.env.get("POSTGRES_PASSWORD", "postgres")
        return f"postgresql://{user}:{password}@{host}:{port}/{database}"

    def get_oauth_client(self) -> tuple[str | None, str | None]:
        return (
            self.env.get("GOOGLE_OAUTH_CLIENT_ID_STAGING"),
            self.env.get("GOOGLE_OAUTH_CLIENT_SECRET_STAGING"),
        )

    def get_oauth_state_key(self) -> str | None:
        """Binds the state parameter of a login to the browser that began it."""
        return self.env.get("OAUTH_HMAC_SECRET")

    def get_redis_host(self) -> str:
        """Where sessions are kept."""
        return self.env.get("REDIS_HOST", "localhost")

    def get_redis_port(self) -> int:
        return int(self.env.get("REDIS_PORT", "6379"))

    def get_redis_password(self) -> str | None:
        return self.env.get("REDIS_PASSWORD")

    def get_rate_limit_url(self) -> str | None:
        """The store of the rate limiter; without one it counts in memory."""
        return self.env.get("REDIS_URL")
