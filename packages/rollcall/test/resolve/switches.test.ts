import { expect, it } from 'vitest';
import { linkTree } from '../../src/link/link.ts';
import { resolve } from '../../src/resolve/resolve.ts';
import { openMemoryTree } from '../../src/workspace/memory-tree.ts';
import { pythonService } from '../support/services.ts';

const service = pythonService(
  'auth',
  'testing = os.getenv("FAST_TEST_MODE", "false").lower() == "true"',
  'if not os.getenv("KEY") and not testing:',
  '    raise ValueError("KEY")',
);

it.each([
  ['LOG=info', '', ['KEY yes']],
  ['FAST_TEST_MODE=false', '', ['KEY yes']],
  ['FAST_TEST_MODE=true', '', []],
  ['FAST_TEST_MODE=$MODE', '', ['KEY maybe']],
  ['LOG=info', 'ENV FAST_TEST_MODE=true\n', ['KEY maybe']],
])('a requirement ends where a deployment gives %s and the image %j', async (variables, image, expected) => {
  const deploy = `gcloud run deploy auth --source=auth --set-env-vars=${variables} --set-secrets=TOKEN=token:1\n`;
  const Dockerfile = `${service['auth/Dockerfile']}${image}`;
  const tree = openMemoryTree({ ...service, 'auth/Dockerfile': Dockerfile, 'deploy.sh': deploy });
  const [deployment] = resolve(await linkTree(tree, { root: '.', contract: null }), null).deployments;
  const told = deployment?.requirements.map(({ anyOf, applies }) => `${anyOf.join(' ')} ${applies}`);
  expect(told).toEqual(expected);
});
