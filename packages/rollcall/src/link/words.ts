/** Without one of these words a file neither reads the environment nor gives a name to something that does. */
const READS =
  /environ|[dD]ynaconf|getenv|\bENV\b|Rails\.env|Figaro|@Value\b|@Config|get_env|\benv\b|[eE]nv[A-Z(._]|process\.|Settings|\bPrismaClient\b|["'`][A-Z][A-Z0-9]*_[A-Z0-9_]*["'`]/;

/** A file that tests what a settings object holds, and stops, or that hands a schema to a framework. */
const SETTINGS = /settings|config/i;
const STOPS = /\braise\b|\bthrow\b|\bassert\b|exit\s*\(|validationSchema|ConfigModule|@fastify\/env/;

/** Go: where a program starts, and libraries that fill a configuration by its tags or keys. */
const GO = /^func main\(\)|\benvconfig\b|\bviper\b|\bcleanenv\b|\benvdecode\b/m;

export function holdsWordsOf(text: string): boolean {
  return GO.test(text) || READS.test(text) || (SETTINGS.test(text) && STOPS.test(text));
}

/** Words of a file that deploys to Cloud Run, Cloud Run functions or App Engine. */
const DEPLOYS = /gcloud/;
const RUN = /\brun\b|\bfunctions\b|\bapp\b/;

/** A program that makes resources of Google Cloud or Kubernetes. */
const RESOURCES = /@pulumi\/(gcp|google-native|kubernetes)|\bpulumi_(gcp|google_native|kubernetes)\b/;

export function mentionsDeployment(text: string): boolean {
  return (DEPLOYS.test(text) && RUN.test(text)) || RESOURCES.test(text);
}

const GOOGLE = /\bcloud[ _-]?run\b|\bGCP\b|\bgoogle[ _-]cloud\b/i;

/** Whether a program that is called a deployment speaks of Google Cloud: what it starts may deploy there. */
export function mayHandOver(path: string, text: string): boolean {
  return isCalledDeployment(path) && GOOGLE.test(text);
}

export function isCalledDeployment(path: string): boolean {
  return /(^|[-_.])deploy([-_.]|$)/i.test(path.slice(path.lastIndexOf('/') + 1));
}
