/** Without one of these words a file neither reads the environment nor gives a name to something that does. */
const READS = /environ|getenv|get_env|\benv\b|[eE]nv[A-Z(._]|process\.|Settings|["'`][A-Z][A-Z0-9]*_[A-Z0-9_]*["'`]/;

export function holdsWordsOf(text: string): boolean {
  return READS.test(text);
}

/** Words of a file that deploys to Cloud Run. */
const DEPLOYS = /gcloud/;
const RUN = /\brun\b/;

export function mentionsDeployment(text: string): boolean {
  return DEPLOYS.test(text) && RUN.test(text);
}
