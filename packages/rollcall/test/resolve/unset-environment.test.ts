import { describe, expect, it } from 'vitest';
import { resolve } from '../../src/resolve/resolve.ts';
import { linkFiles } from '../link/link-files.ts';

/** What is asked of a service whose code needs KEY in some environments, and takes one by itself where nothing tells which. */
async function askedOf(code: string, flags: string, dockerfile = ''): Promise<readonly string[]> {
  const facts = await linkFiles({
    'deploy.sh': `gcloud run deploy api --source=api ${flags}\n`,
    'api/Dockerfile': `FROM python:3.12\n${dockerfile}\nCOPY . .\nCMD ["python", "main.py"]\n`,
    'api/main.py': `import os\n\n${code}\n`,
  });
  const [deployment] = resolve(facts, null).deployments;
  return (deployment?.requirements ?? []).map(({ anyOf, applies }) => `${anyOf.flat().join('|')} ${applies}`);
}

const takes = (fallback: string): string =>
  `if os.environ.get("ENVIRONMENT"${fallback}) in ("staging", "production"):\n    if not os.environ.get("KEY"):\n        raise ValueError("KEY")`;

const CLOSED = '--set-env-vars=A=1 --set-secrets=B=b:latest';

describe("what is needed where the environment's name is not given", () => {
  it.each([
    [', "development"', CLOSED, '', []],
    [', "development"', `${CLOSED} --set-env-vars=ENVIRONMENT=staging`, '', ['KEY yes']],
    [', "production"', CLOSED, '', ['KEY yes']],
    [', "Production"', CLOSED, '', []],
    ['', CLOSED, '', []],
    [', "development"', '--update-env-vars=A=1', '', ['KEY maybe']],
    [', "development"', `${CLOSED} --set-env-vars=^@^ENVIRONMENT=$STAGE`, '', ['KEY maybe']],
    [', "development"', CLOSED, 'ENV ENVIRONMENT=production', ['KEY yes']],
    [', "development"', CLOSED, 'ENV ENVIRONMENT=local', []],
    [', "production"', CLOSED, 'ENV ENVIRONMENT=""', []],
    [', "development"', CLOSED, 'ARG STAGE\nENV ENVIRONMENT=$STAGE', ['KEY maybe']],
  ])('default %s, %s, image %j: %j', async (fallback, flags, dockerfile, asked) => {
    expect(await askedOf(takes(fallback), flags, dockerfile)).toEqual(asked);
  });

  it('is not known where several variables tell it', async () => {
    const code = takes(', os.environ.get("STAGE", "development")');
    expect(await askedOf(code, CLOSED)).toEqual([]);
    expect(await askedOf(code, `${CLOSED} --set-env-vars=STAGE=staging`)).not.toEqual([]);
  });
});
