import { readAzure } from '../carriers/azure-pipelines/index.ts';
import { readBatch } from '../carriers/batch/index.ts';
import { readBitbucket } from '../carriers/bitbucket/index.ts';
import { readCircle } from '../carriers/circleci/index.ts';
import { readJenkinsfile } from '../carriers/jenkins/index.ts';
import type { ReadScript } from '../carriers/shell/index.ts';
import type { HostFacts } from '../carriers/yaml/host-script.ts';
import { type Hosts, readHost } from './collect-hosts.ts';
import { type Found, scriptReader } from './found.ts';

interface Reader {
  readonly file: RegExp;
  read(input: { path: string; text: string; readScript: ReadScript }): HostFacts;
}

/** Hosts that are told by their file's name, and of which nothing else is asked. */
const READERS: readonly Reader[] = [
  { file: /(^|\/)\.circleci\/[^/]+\.ya?ml$/, read: readCircle },
  { file: /(^|\/)bitbucket-pipelines\.ya?ml$/, read: readBitbucket },
  {
    file: /(^|\/)[^/]*azure-?pipelines?[^/]*\.ya?ml$|(^|\/)\.azure(-?pipelines|devops)?\/.*\.ya?ml$/i,
    read: readAzure,
  },
  { file: /(^|\/)Jenkinsfile([.-][\w.-]+)?$|\.jenkinsfile$/i, read: readJenkinsfile },
  { file: /\.(bat|cmd)$/i, read: readBatch },
];

export function isOtherHost(path: string): boolean {
  return READERS.some(({ file }) => file.test(path));
}

/** What such a host deploys, itself and through what it runs. */
export function collectOther(hosts: Hosts, path: string, text: string): Found {
  const reader = READERS.find(({ file }) => file.test(path));
  if (!reader) return { deployments: [], gaps: [], builds: [] };
  return readHost(hosts, reader.read({ path, text, readScript: scriptReader(hosts.readText) }), path, text);
}
