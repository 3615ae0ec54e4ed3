#!/usr/bin/env python3
"""Builds the services and deploys them to Cloud Run.

    python3 scripts/deploy_to_gcp.py --project acme-staging
    python3 scripts/deploy_to_gcp.py --project acme-staging --service auth
"""
import argparse
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class ServiceConfig:
    name: str
    directory: str
    cloud_run_name: str
    memory: str = "512Mi"
    environment_vars: dict[str, str] = field(default_factory=dict)


SERVICES = [
    ServiceConfig(
        name="auth",
        directory="auth_service",
        cloud_run_name="acme-auth-service",
        environment_vars={
            "ENVIRONMENT": "staging",
            "PYTHONUNBUFFERED": "1",
            "FRONTEND_URL": "https://app.staging.acme.example",
            "JWT_ALGORITHM": "HS256",
        },
    ),
    ServiceConfig(
        name="backend",
        directory="backend",
        cloud_run_name="acme-backend-staging",
        memory="1Gi",
        environment_vars={
            "ENVIRONMENT": "staging",
            "PYTHONUNBUFFERED": "1",
            "AUTH_SERVICE_URL": "https://auth.staging.acme.example",
        },
    ),
]


class Deployer:
    def __init__(self, project: str, region: str) -> None:
        self.project = project
        self.region = region

    def image_of(self, service: ServiceConfig) -> str:
        return f"gcr.io/{self.project}/{service.cloud_run_name}:latest"

    def build(self, service: ServiceConfig) -> None:
        dockerfile = f"{service.directory}/Dockerfile"
        subprocess.run(["docker", "build", "-f", dockerfile, "-t", self.image_of(service), "."], cwd=ROOT, check=True)
        subprocess.run(["docker", "push", self.image_of(service)], check=True)

    def deploy_command(self, service: ServiceConfig) -> list[str]:
        cmd = [
            "gcloud", "run", "deploy", service.cloud_run_name,
            "--image", self.image_of(service),
            "--project", self.project,
            "--region", self.region,
            "--memory", service.memory,
            "--platform", "managed",
            "--allow-unauthenticated",
        ]

        env_vars = [f"{name}={value}" for name, value in service.environment_vars.items()]
        cmd.extend(["--set-env-vars", ",".join(env_vars)])

        if service.name == "auth":
            cmd.extend([
                "--add-cloudsql-instances", f"{self.project}:{self.region}:postgres-staging",
                "--set-secrets",
                "POSTGRES_HOST=postgres-host-staging:latest,"
                "POSTGRES_PORT=postgres-port-staging:latest,"
                "POSTGRES_DB=postgres-db-staging:latest,"
                "POSTGRES_USER=postgres-user-staging:latest,"
                "POSTGRES_PASSWORD=postgres-password-staging:latest,"
                "JWT_SECRET_STAGING=jwt-secret-staging:latest,"
                "JWT_SECRET_KEY=jwt-secret-key-staging:latest,"
                "GOOGLE_OAUTH_CLIENT_ID_STAGING=google-oauth-client-id-staging:latest,"
                "GOOGLE_OAUTH_CLIENT_SECRET_STAGING=google-oauth-client-secret-staging:latest,"
                "OAUTH_HMAC_SECRET=oauth-hmac-secret-staging:latest,"
                "SERVICE_SECRET=service-secret-staging:latest,"
                "SERVICE_ID=service-id-staging:latest,"
                "REDIS_URL=redis-url-staging:latest,"
                "REDIS_PASSWORD=redis-password-staging:latest",
            ])
        elif service.name == "backend":
            cmd.extend([
                "--add-cloudsql-instances", f"{self.project}:{self.region}:postgres-staging",
                "--set-secrets",
                "POSTGRES_HOST=postgres-host-staging:latest,"
                "POSTGRES_PORT=postgres-port-staging:latest,"
                "POSTGRES_DB=postgres-db-staging:latest,"
                "POSTGRES_USER=postgres-user-staging:latest,"
                "POSTGRES_PASSWORD=postgres-password-staging:latest,"
                "JWT_SECRET_STAGING=jwt-secret-staging:latest,"
                "JWT_SECRET_KEY=jwt-secret-key-staging:latest,"
                "SECRET_KEY=secret-key-staging:latest,"
                "SERVICE_SECRET=service-secret-staging:latest,"
                "FERNET_KEY=fernet-key-staging:latest,"
                "GOOGLE_CLIENT_ID=google-oauth-client-id-staging:latest,"
                "GOOGLE_CLIENT_SECRET=google-oauth-client-secret-staging:latest,"
                "GEMINI_API_KEY=gemini-api-key-staging:latest,"
                "OPENAI_API_KEY=openai-api-key-staging:latest,"
                "ANTHROPIC_API_KEY=anthropic-api-key-staging:latest,"
                "CLICKHOUSE_PASSWORD=clickhouse-password-staging:latest,"
                "REDIS_URL=redis-url-staging:latest,"
                "REDIS_PASSWORD=redis-password-staging:latest",
            ])

        return cmd

    def deploy(self, service: ServiceConfig) -> None:
        self.build(service)
        subprocess.run(self.deploy_command(service), check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--project", required=True)
    parser.add_argument("--region", default="us-central1")
    parser.add_argument("--service", choices=[service.name for service in SERVICES])
    arguments = parser.parse_args()

    deployer = Deployer(arguments.project, arguments.region)
    for service in SERVICES:
        if arguments.service in (None, service.name):
            print(f"deploying {service.name} to {arguments.project} ...")
            deployer.deploy(service)
    return 0


if __name__ == "__main__":
    sys.exit(main())
