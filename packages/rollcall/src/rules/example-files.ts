/** The files of an example's service: a Python module and the image that runs it. */
export function service(folder: string, ...lines: readonly string[]): Record<string, string> {
  return {
    [`${folder}/Dockerfile`]: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["python", "main.py"]\n',
    [`${folder}/main.py`]: `${['import os', '', ...lines].join('\n')}\n`,
  };
}

/** A shell command that deploys the service in `folder`, with these flags. */
export function deploy(folder: string, ...flags: readonly string[]): string {
  return `${[`gcloud run deploy ${folder}`, `--source=${folder}`, '--region=us-central1', ...flags].join(' ')}\n`;
}

/** A shell command that changes the running service. */
export function update(folder: string, ...flags: readonly string[]): string {
  return `${[`gcloud run services update ${folder}`, '--region=us-central1', ...flags].join(' ')}\n`;
}

/** A line of Python that refuses to go on without the name. */
export function refuses(name: string): string {
  return `${name} = os.environ["${name}"]`;
}
