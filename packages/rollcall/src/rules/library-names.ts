/**
 * Names that libraries, tools and runtimes read by themselves, so that no read of them stands in a service's code. A binding of one is
 * never called unused, and the contract need not know it. Patterns end in `*`; each line names its source.
 */
const LIBRARY_NAMES: readonly string[] = [
  // https://cloud.google.com/docs/authentication/application-default-credentials
  'GOOGLE_APPLICATION_CREDENTIALS',
  // https://googleapis.dev/python/google-auth/latest/reference/google.auth.environment_vars.html
  'GOOGLE_CLOUD_PROJECT',
  'GOOGLE_CLOUD_QUOTA_PROJECT',
  'GCLOUD_PROJECT',
  'GCE_METADATA_*',
  'CLOUDSDK_*',
  // https://cloud.google.com/python/docs/reference/storage/latest (and its siblings): *_EMULATOR_HOST
  'STORAGE_EMULATOR_HOST',
  'PUBSUB_EMULATOR_HOST',
  'FIRESTORE_EMULATOR_HOST',
  'DATASTORE_EMULATOR_HOST',
  // https://ai.google.dev/gemini-api/docs/api-key
  'GOOGLE_API_KEY',
  'GEMINI_API_KEY',
  // https://cloud.google.com/functions/docs/configuring/env-var (functions framework)
  'FUNCTION_TARGET',
  'FUNCTION_SIGNATURE_TYPE',
  // https://nodejs.org/api/cli.html#environment-variables and the convention of Node's ecosystem
  'NODE_*',
  'NPM_CONFIG_*',
  'npm_config_*',
  'FORCE_COLOR',
  'NO_COLOR',
  // https://docs.npmjs.com/cli/using-npm/config, https://pnpm.io/npmrc
  'COREPACK_*',
  // https://nextjs.org/docs/app/guides/environment-variables (inlined at build), https://vite.dev/guide/env-and-mode, https://create-react-app.dev/docs/adding-custom-environment-variables
  'NEXT_PUBLIC_*',
  'NEXT_TELEMETRY_DISABLED',
  'VITE_*',
  'REACT_APP_*',
  'NUXT_*',
  // https://authjs.dev/reference/core (environment variable inference), https://next-auth.js.org/configuration/options
  'AUTH_SECRET',
  'AUTH_URL',
  'AUTH_TRUST_HOST',
  'NEXTAUTH_*',
  // https://www.prisma.io/docs/orm/reference/environment-variables-reference
  'PRISMA_*',
  // https://docs.python.org/3/using/cmdline.html#environment-variables, https://pip.pypa.io/en/stable/topics/configuration
  'PYTHON*',
  'PIP_*',
  'VIRTUAL_ENV',
  // https://docs.djangoproject.com/en/stable/topics/settings, https://flask.palletsprojects.com/en/stable/config
  'DJANGO_SETTINGS_MODULE',
  'FLASK_*',
  // https://docs.gunicorn.org/en/stable/settings.html, https://www.uvicorn.org/settings, https://fastapi.tiangolo.com
  'GUNICORN_*',
  'UVICORN_*',
  'WEB_CONCURRENCY',
  'FORWARDED_ALLOW_IPS',
  // https://docs.celeryq.dev/en/stable, https://airflow.apache.org/docs/apache-airflow/stable/configurations-ref.html
  'CELERY_*',
  'AIRFLOW__*',
  // https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables
  'OTEL_*',
  // https://docs.sentry.io/platforms/python/configuration/options
  'SENTRY_*',
  // https://docs.datadoghq.com/tracing/trace_collection/library_config
  'DD_*',
  // https://docs.newrelic.com/docs/apm/agents/python-agent/configuration/python-agent-configuration
  'NEW_RELIC_*',
  // https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
  'AWS_*',
  // https://learn.microsoft.com/python/api/azure-identity/azure.identity.environmentcredential
  'AZURE_*',
  // https://www.postgresql.org/docs/current/libpq-envars.html
  'PGHOST',
  'PGPORT',
  'PGUSER',
  'PGPASSWORD',
  'PGDATABASE',
  'PGSSL*',
  'PGOPTIONS',
  'PGAPPNAME',
  'PGPASSFILE',
  'PGSERVICE*',
  'PGCONNECT_TIMEOUT',
  // https://platform.openai.com/docs/libraries, https://docs.anthropic.com/en/api/client-sdks
  'OPENAI_*',
  'ANTHROPIC_*',
  // https://docs.smith.langchain.com/observability
  'LANGCHAIN_*',
  'LANGSMITH_*',
  // https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables
  'HF_*',
  'TRANSFORMERS_*',
  'TOKENIZERS_PARALLELISM',
  // https://www.openssl.org/docs/man3.0/man7/openssl-env.html, https://requests.readthedocs.io/en/latest/user/advanced, https://curl.se/docs/manpage.html
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  // https://grpc.github.io/grpc/core/md_doc_environment_variables.html
  'GRPC_*',
  // https://www.gnu.org/software/libc/manual/html_node/Standard-Environment.html, https://www.gnu.org/software/libc/manual/html_node/Memory-Allocation-Tunables.html
  'TZ',
  'LANG',
  'LANGUAGE',
  'LC_*',
  'LD_*',
  'MALLOC_*',
  'GLIBC_TUNABLES',
  // https://docs.openmp.org, https://docs.openblas.net (threads of numeric libraries)
  'OMP_NUM_THREADS',
  'OPENBLAS_NUM_THREADS',
  'MKL_NUM_THREADS',
  // https://go.dev/doc/gc-guide, https://pkg.go.dev/runtime, https://gin-gonic.com/docs
  'GOMAXPROCS',
  'GOMEMLIMIT',
  'GOGC',
  'GODEBUG',
  'GIN_MODE',
  // https://docs.oracle.com/javase/8/docs/technotes/guides/troubleshoot/envvars002.html, https://docs.spring.io/spring-boot/reference/features/external-config.html
  'JAVA_*',
  'JDK_JAVA_OPTIONS',
  'SPRING_*',
  // https://guides.rubyonrails.org/configuring.html
  'RAILS_*',
  'RACK_ENV',
  'BUNDLE_*',
  // https://debug-js.github.io, https://getpino.io
  'DEBUG',
];

const EXACT = new Set(LIBRARY_NAMES.filter((name) => !name.endsWith('*')));
const PREFIXES = LIBRARY_NAMES.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));

/** Whether a library, a tool or a runtime is known to read `name` by itself. */
export function isLibraryName(name: string): boolean {
  return EXACT.has(name) || PREFIXES.some((prefix) => name.startsWith(prefix));
}
