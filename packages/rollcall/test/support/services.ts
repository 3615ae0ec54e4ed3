/** The files of a service in Python and of the image that runs it. */
export function pythonService(folder: string, ...lines: readonly string[]): Record<string, string> {
  return {
    [`${folder}/Dockerfile`]: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["python", "main.py"]\n',
    [`${folder}/main.py`]: `${['import os', '', ...lines].join('\n')}\n`,
  };
}

/** A Python script that deploys the service in a folder, with these flags. */
export function deployScript(folder: string, ...flags: readonly string[]): string {
  const words = ['gcloud', 'run', 'deploy', folder, `--source=${folder}`, '--region=us-central1', ...flags];
  const list = words.map((word) => `        ${JSON.stringify(word)},`).join('\n');
  return `import subprocess\n\n\ndef main():\n    subprocess.run([\n${list}\n    ], check=True)\n\n\nmain()\n`;
}
