/**
 * The flags of `gcloud run deploy`, `services update|replace`, `jobs deploy|create|update|replace`, `worker-pools deploy|update|replace`,
 * `jobs execute`, `functions deploy` and `app deploy` of all release tracks, and gcloud's own. gcloud accepts no abbreviation of a flag.
 * Source: the parsers of Cloud SDK 528 and https://cloud.google.com/sdk/gcloud/reference/run/deploy
 */
const valueFlags = new Set(
  `access-token-file account add-cloudsql-instances add-custom-audiences add-regions add-volume add-volume-mount appyaml args
  authority-selector authorization-token-file base-image billing-project binary-authorization breakglass bucket build-env-vars-file
  build-service-account build-worker-pool buildpack-stack client-name client-version cluster cluster-location command concurrency
  configuration connectivity container context cpu credential-file-override depends-on description docker-registry docker-repository
  egress-settings encryption-key-shutdown-hours entry-point env-vars-file execution-environment flags-file flatten format function gpu
  gpu-type http-timeout identity ignore-file image image-url impersonate-service-account ingress ingress-settings instances key kms-key
  kubeconfig labels liveness-probe max max-instances max-retries max-surge max-unavailable memory mesh mesh-dataplane min min-instances
  namespace network network-tags parallelism platform port post-key-revocation-action-type project readiness-probe region regions
  remove-build-env-vars remove-cloudsql-instances remove-config-maps remove-containers remove-custom-audiences remove-env-vars
  remove-labels remove-regions remove-secrets remove-tags remove-volume remove-volume-mount revision-suffix run-service-account runtime
  runtime-update-policy scaling security-level service-account service-max-instances service-min-instances set-build-env-vars
  set-cloudsql-instances set-config-maps set-custom-audiences set-env-vars set-secrets set-tags source stage-bucket startup-probe subnet
  tag task-timeout tasks timeout to-revisions to-tags trace-token trigger-bucket trigger-event trigger-event-filters
  trigger-event-filters-path-pattern trigger-location trigger-resource trigger-service-account trigger-topic universe-domain
  update-annotations update-build-env-vars update-config-maps update-env-vars update-labels update-secrets update-tags verbosity
  vpc-connector vpc-egress`.split(/\s+/),
);

const switches = new Set(
  `allow-unauthenticated allow-unencrypted-build async automatic-updates build cache clear-base-image clear-binary-authorization
  clear-build-env-vars clear-build-service-account clear-build-worker-pool clear-cloudsql-instances clear-config-maps
  clear-custom-audiences clear-docker-repository clear-encryption-key-shutdown-hours clear-env-vars clear-key clear-kms-key clear-labels
  clear-max-instances clear-min-instances clear-network clear-network-tags clear-post-key-revocation-action-type clear-secrets
  clear-tags clear-volume-mounts clear-volumes clear-vpc-connector cpu-boost cpu-throttling default-url delegate-builds
  deploy-health-check dry-run enable-workload-certificate execute-now gen2 gpu-zonal-redundancy help iap invoker-iam-check log-http
  overflow-scaling promote quiet retry serve-all-traffic-latest-revision session-affinity stop-previous-version to-latest traffic
  trigger-http use-http2 user-output-enabled version wait`.split(/\s+/),
);

/** Whether a flag takes a value; null for a flag that no known version has. */
export function takesValue(flag: string): boolean | null {
  if (valueFlags.has(flag)) return true;
  if (switches.has(flag) || (flag.startsWith('no-') && switches.has(flag.slice(3)))) return false;
  return null;
}

export type Kind = 'secret' | 'value';
export type ListVerb = 'set' | 'update' | 'remove';

/** A flag that lists bindings, with what it does to them. */
export interface BindingFlag {
  readonly flag: string;
  readonly kind: Kind;
  readonly verb: ListVerb;
}

export const bindingFlags: ReadonlyMap<string, BindingFlag> = new Map(
  (['secret', 'value'] as const).flatMap((kind) =>
    (['set', 'update', 'remove'] as const).map((verb) => {
      const flag = `${verb}-${listName(kind)}`;
      return [flag, { flag, kind, verb }] as const;
    }),
  ),
);

/** The list's name in gcloud's flags. */
export function listName(kind: Kind): 'secrets' | 'env-vars' {
  return kind === 'secret' ? 'secrets' : 'env-vars';
}
