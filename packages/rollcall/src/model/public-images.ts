import { known, type Text } from './text.ts';

/** Registries and organisations of Docker Hub that hold software of many users. */
const PUBLIC = new RegExp(
  `^(docker\\.io/|index\\.docker\\.io/)?(${[
    'library/.*',
    '(registry\\.k8s\\.io|k8s\\.gcr\\.io|mcr\\.microsoft\\.com|docker\\.elastic\\.co|public\\.ecr\\.aws|cgr\\.dev|registry\\.opensource\\.zalan\\.do)/.*',
    // Anyone may keep images there, so only who publishes for others is one of them. https://quay.io/search
    'quay\\.io/(argoproj|argoprojlabs|brancz|bitnami|calico|centos|ceph|cephcsi|cilium|coreos|fedora|influxdb|jetstack|k8scsi|keycloak)/.*',
    'quay\\.io/(kiwigrid|metallb|minio|mongodb|oauth2-proxy|openshift|prometheus|prometheus-operator|prometheuscommunity|quarkus)/.*',
    'quay\\.io/(kubernetes-ingress-controller|operator-framework|redhat\\w*|strimzi|thanos|tigera|wildfly|backube|external_storage)/.*',
    'gcr\\.io/(distroless|google-containers|google_containers|cloudsql-docker|cloud-sql-connectors|google\\.com)/.*',
    '(bitnami|bitnamilegacy|prom|grafana|confluentinc|hashicorp|jaegertracing|envoyproxy|istio|minio|mailhog|axllent|maildev)/.*',
    '(localstack|dpage|otel|fluent|linuxserver|nginxinc|apache|elastic|rediscommander|redis|valkey|wurstmeister|keycloak)/.*',
    '(timescale|pgvector|postgis|mdillon|mysql|google|amazon|busybox|curlimages|sonarqube|portainer|oliver006)/.*',
    '(prometheuscommunity|clickhouse|getsentry|opensearchproject|qdrant|chromadb|ollama|temporalio|inbucket|gotenberg|rustfs)/.*',
  ].join('|')})$`,
);

/**
 * Docker Hub's own images of servers (https://hub.docker.com/search?badges=official). A language's image runs the code that is mounted
 * into it, so it is none of them.
 */
const OFFICIAL =
  /^(docker\.io\/(library\/)?)?(postgres|redis|valkey|mysql|mariadb|mongo|nginx|httpd|caddy|traefik|haproxy|rabbitmq|memcached|elasticsearch|kibana|logstash|influxdb|telegraf|cassandra|couchdb|neo4j|consul|vault|zookeeper|adminer|phpmyadmin|mongo-express|busybox|alpine|registry|nats|solr|kong|eclipse-mosquitto|rethinkdb|cockroachdb|clickhouse|minio)(:[\w.-]+)?(@sha256:\w+)?$/;

/** Whether an image is a server that others publish: no code of the tree runs in it. */
export function isServerOfOthers(image: Text | null): boolean {
  const name = image && known(image)?.trim();
  return name !== null && name !== undefined && (PUBLIC.test(name) || OFFICIAL.test(name));
}

/**
 * Whether an image may be software that others publish. A name without an organisation is one of Docker Hub's own, unless this tree builds
 * it, which its code tells (https://docs.docker.com/docker-hub/image-library/trusted-content/).
 */
export function isPublicImage(image: Text | null): boolean {
  const name = image && known(image)?.trim();
  if (!name) return false;
  return isServerOfOthers(image) || /^[a-z0-9][\w.-]*(:[\w.-]+)?(@sha256:\w+)?$/.test(name);
}

/** Google's samples, with which a service is made before its own image is there. https://cloud.google.com/run/docs/quickstarts/deploy-container */
const SAMPLE =
  /^((us-)?docker\.pkg\.dev\/cloudrun\/container|(us\.)?gcr\.io\/cloudrun)\/[\w-]+(:[\w.-]+)?(@sha256:\w+)?$/;

/** Whether an image only stands for one that is deployed later: it says nothing of what the service runs. */
export function isSampleImage(image: Text | null): boolean {
  const name = image && known(image)?.trim();
  return name !== null && name !== undefined && SAMPLE.test(name);
}
