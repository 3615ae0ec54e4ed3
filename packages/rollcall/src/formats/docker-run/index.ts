import type { ReaderMeta } from '../../model/reader.ts';

export { extractDockerRun, joinEnvFiles } from './extract.ts';

export const meta = {
  kind: 'format',
  id: 'docker-run',
  title: 'docker run',
  reads: 'commands that leave a container running, also over ssh: detached, and started again by itself',
  source: 'https://docs.docker.com/reference/cli/docker/container/run/',
} as const satisfies ReaderMeta;
