import type { BindingFact, Deployment } from '../../src/model/deployment.ts';
import type { Read } from '../../src/model/read.ts';
import type { Service } from '../../src/model/service.ts';
import { hole, literal } from '../../src/model/text.ts';
import type { TreeFacts } from '../../src/model/tree-facts.ts';

const range = (path: string) => ({ path, start: 0, end: 1 });

/** A binding `NAME ← secret@version`, or a plain value when there is no secret. */
export function binding(name: string, secret: string | null, version = 'latest'): BindingFact {
  return {
    name,
    target: 'env',
    operation: 'set',
    source:
      secret === null
        ? { kind: 'value' }
        : { kind: 'secret', project: null, secret, version, template: secret.includes('${') },
    via: 'flag',
    conditional: false,
    range: range('deploy.sh'),
    related: [],
    value: secret === null ? literal('hunter2') : null,
  };
}

export function deployment(
  service: string | null,
  parts: Partial<Omit<Deployment, 'project' | 'region'>> & {
    path?: string;
    name?: string | null;
    project?: string | null;
    region?: string | null;
  } = {},
): Deployment {
  const { path = 'deploy.sh', name = service, project = null, region = null, ...rest } = parts;
  return {
    format: 'gcloud',
    carrier: 'shell',
    workload: 'service',
    container: null,
    deployedName: name === null ? hole('$NAME', null) : literal(name),
    project: project === null ? null : literal(project),
    region: region === null ? null : literal(region),
    source: null,
    image: null,
    mode: 'replace',
    open: false,
    closes: ['secret'],
    bindings: [],
    gaps: [],
    range: range(path),
    id: `${path}#${name}`,
    service,
    environment: null,
    environmentWords: {},
    entry: path,
    ...rest,
  };
}

export function read(service: string, name: string, parts: Partial<Read> = {}): Read {
  return {
    service,
    name,
    level: 'optional',
    only: [],
    except: [],
    by: null,
    when: 'start',
    group: null,
    language: 'python',
    idiom: 'environ-get',
    via: [],
    range: range(`${service}/main.py`),
    refusal: null,
    ...parts,
  };
}

export function service(id: string, parts: Partial<Service> = {}): Service {
  return { id, aliases: [], roots: [id], entry: `${id}/main.py`, imageNames: [], readsDynamically: false, ...parts };
}

export function treeFacts(parts: Partial<TreeFacts>): TreeFacts {
  return {
    root: '.',
    commit: null,
    services: [],
    deployments: [],
    reads: [],
    unresolved: [],
    coverage: { files: 0, parsed: 0, partly: 0, skipped: 0 },
    complete: true,
    span: (at) => ({ ...at, line: 1, column: 1, endLine: 1, endColumn: 1 }),
    maskedText: () => null,
    ...parts,
  };
}
