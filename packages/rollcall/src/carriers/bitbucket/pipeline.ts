import { isScalar, type Node } from 'yaml';
import type { Condition } from '../../model/command.ts';
import type { Text } from '../../model/text.ts';
import type { ReadScript } from '../shell/machine.ts';
import { entriesOf, itemsOf, parseYaml, stringOf, type YamlFile } from '../yaml/document.ts';
import { collectScript, createCollector, factsOf, type HostCollector, type HostFacts } from '../yaml/host-script.ts';
import { textOf } from '../yaml/scalar-text.ts';
import { joinLines } from '../yaml/script-text.ts';

export interface BitbucketInput {
  readonly path: string;
  readonly text: string;
  readonly readScript?: ReadScript;
}

/**
 * Reads the pipelines of Bitbucket: the scripts of their steps. Never throws, whatever the text.
 *
 * https://support.atlassian.com/bitbucket-cloud/docs/bitbucket-pipelines-configuration-reference/
 */
export function readBitbucket(input: BitbucketInput): HostFacts {
  const file = parseYaml(input.path, input.text);
  const collector = createCollector('bitbucket', input.readScript, file.gaps);
  const pipelines = entriesOf(file, entriesOf(file, file.root).get('pipelines'));
  for (const [kind, node] of pipelines) {
    if (kind === 'default') readItems(collector, file, node, null, 0);
    else
      for (const [name, items] of entriesOf(file, node))
        readItems(collector, file, items, kind === 'branches' ? [name] : null, 0);
  }
  return factsOf(collector);
}

function readItems(
  collector: HostCollector,
  file: YamlFile,
  node: Node | undefined,
  branches: readonly string[] | null,
  depth: number,
): void {
  if (depth > 6) return;
  for (const item of itemsOf(file, node)) {
    const entries = entriesOf(file, item);
    const step = entries.get('step');
    if (step) readStep(collector, file, step, branches);
    for (const name of ['parallel', 'stage']) {
      const group = entries.get(name);
      if (!group) continue;
      readItems(collector, file, group, branches, depth + 1);
      readItems(collector, file, entriesOf(file, group).get('steps'), branches, depth + 1);
    }
  }
}

function readStep(collector: HostCollector, file: YamlFile, step: Node, branches: readonly string[] | null): void {
  const entries = entriesOf(file, step);
  const lines = itemsOf(file, entries.get('script')).flatMap((item): Text[] => {
    const text = isScalar(item) ? textOf(file, item) : null;
    return text ? [text] : [];
  });
  if (lines.length === 0) return;
  const deployment = stringOf(file, entries.get('deployment'));
  const conditions: Condition[] = deployment ? [{ subject: 'environment', equals: deployment.toLowerCase() }] : [];
  collectScript(collector, joinLines(lines), {
    path: file.path,
    step: stringOf(file, entries.get('name')) ?? 'step',
    variables: new Map(),
    conditions,
    branches,
    // Variables of the repository's settings are in no file.
    open: true,
  });
}
