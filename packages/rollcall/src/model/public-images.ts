import { known, type Text } from './text.ts';

/** Registries, and organisations of Docker Hub, that hold software of many users. */
const PUBLIC =
  /^(docker\.io\/library\/|registry\.k8s\.io\/|k8s\.gcr\.io\/|quay\.io\/|mcr\.microsoft\.com\/|docker\.elastic\.co\/|public\.ecr\.aws\/|gcr\.io\/(distroless|google-containers|cloudsql-docker|cloud-sql-connectors|google\.com)\/|(docker\.io\/)?(bitnami|bitnamilegacy|prom|grafana|confluentinc|hashicorp|jaegertracing|envoyproxy|istio|minio|mailhog|axllent|maildev|localstack|dpage|otel|fluent|linuxserver|nginxinc|apache|elastic|rediscommander|redis|wurstmeister|keycloak|timescale|pgvector|postgis|mysql|mongo|google|amazon|busybox|curlimages|sonarqube|portainer|traefik|oliver006|prometheuscommunity|clickhouse|getsentry|supabase|opensearchproject|qdrant|chromadb|ollama|temporalio)\/)/;

/**
 * Whether an image is software that others publish. A name without an organisation is one of Docker Hub's own
 * (https://docs.docker.com/docker-hub/image-library/trusted-content/), unless this tree builds it, which its code tells.
 */
export function isPublicImage(image: Text | null): boolean {
  const name = image && known(image)?.trim();
  if (!name) return false;
  return /^[a-z0-9][\w.-]*(:[\w.-]+)?(@sha256:\w+)?$/.test(name) || PUBLIC.test(name);
}
