import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeploymentFact } from '../../src/model/deployment.ts';
import type { Range } from '../../src/model/span.ts';
import { asWritten, type Text } from '../../src/model/text.ts';
import type { Gap } from '../../src/model/unresolved.ts';

/** The cases of a format: folders of an input and an `expected.json`. */
export function readCases(format: string): { name: string; folder: string; expected: unknown }[] {
  const root = join(import.meta.dirname, '../../src/formats', format, 'fixtures');
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, folder: join(root, name) }))
    .filter(({ folder }) => readdirSync(folder).includes('expected.json'))
    .map((one) => ({ ...one, expected: JSON.parse(readFileSync(join(one.folder, 'expected.json'), 'utf8')) }));
}

/** A deployment as fixtures write it: each place as its offsets and the source between them; values as their source alone. */
export function projectDeployment(deployment: DeploymentFact, source: string) {
  const {
    bindings,
    gaps,
    malformed,
    hidden,
    range,
    deployedName,
    project,
    region,
    image,
    source: folder,
    ...rest
  } = deployment;
  return {
    ...rest,
    deployedName: asWritten(deployedName),
    ...written({ project, region, image, source: folder }),
    bindings: bindings.map(({ range, related, value, ...binding }) => ({
      ...binding,
      ...(value ? { value: asWritten(value) } : {}),
      at: place(range, source),
      related: related.filter((one) => one.start !== deployment.range.start).map((one) => place(one, source)),
    })),
    gaps: gaps.map((gap) => projectGap(gap, source)),
    hidden: (hidden ?? []).map((one) => place(one, source)),
    malformed: (malformed ?? []).map(({ range, ...item }) => ({ ...item, at: place(range, source) })),
  };
}

export function projectGap({ range, ...gap }: Gap, source: string) {
  return { ...gap, at: range ? place(range, source) : null };
}

function written(texts: Record<string, Text | null>): Record<string, string | null> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text && asWritten(text)]));
}

export function place({ start, end }: Range, source: string): string {
  return `${start}-${end} ${source.slice(start, end)}`;
}
