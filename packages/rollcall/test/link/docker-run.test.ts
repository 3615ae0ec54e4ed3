// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts hold such places
import { describe, expect, it } from 'vitest';
import { resolve } from '../../src/resolve/resolve.ts';
import { linkFiles } from './link-files.ts';

const CODE = {
  'app.py': 'import os\nKEY = os.environ["KEY"]\n',
  Dockerfile: 'FROM python\nCOPY . .\nCMD ["python", "app.py"]\n',
};
const RUN = 'docker run -d --restart always --name api -e A=1 acme/api\n';

/** What each deployment of a tree is asked for. */
async function askedOf(files: Readonly<Record<string, string>>) {
  const facts = await linkFiles(files);
  const resolution = resolve(facts, null);
  return resolution.deployments.map(({ deployment, requirements }) => [
    deployment.format,
    deployment.service,
    requirements.flatMap(({ anyOf }) => anyOf.map((all) => all.join('+'))),
  ]);
}

describe('a container that a command starts', () => {
  it('is given the file that the script wrote before', async () => {
    const files = {
      ...CODE,
      'deploy.sh': `cat > env_file <<EOF\n  KEY=$KEY\n  B=b\nEOF\ndocker build -t acme/api .\n${RUN.replace('-e A=1', '--env-file env_file')}`,
    };
    const { deployments } = await linkFiles(files);
    expect(deployments.map(({ service, open, bindings }) => [service, open, bindings.map(({ name }) => name)])).toEqual(
      [['api', false, ['KEY', 'B']]],
    );
  });

  it('is asked for what the code needs, unless something else deploys that', async () => {
    const build = 'docker build -t acme/api .\n';
    expect(await askedOf({ ...CODE, 'deploy.sh': build + RUN })).toEqual([['docker-run', 'api', ['KEY']]]);
    const both = await askedOf({
      ...CODE,
      'local.sh': build + RUN,
      'deploy.sh': `${build}gcloud run deploy api --image acme/api --set-env-vars KEY=a\n`,
    });
    expect(both.sort()).toEqual([
      ['docker-run', 'api', []],
      ['gcloud', 'api', ['KEY']],
    ]);
  });

  it('is nothing of the code where the image is a database that others publish', async () => {
    const facts = await linkFiles({
      ...CODE,
      'db.sh': 'docker run -d --restart always -e POSTGRES_DB=a postgres:16\n',
    });
    expect(facts.services.map(({ id, roots }) => [id, roots])).toEqual([['postgres', []]]);
  });
});
