import type { Node } from 'yaml';
import { isMap } from 'yaml';
import { entriesOf, follow, stringsOf, type YamlFile } from '../yaml/document.ts';

/** Branches and tags to which `on.push` limits a workflow, as written; null: none. */
export function readTriggers(file: YamlFile, on: Node | undefined): readonly string[] | null {
  const triggers = on ? follow(file, on) : null;
  if (!isMap(triggers)) return null;
  const push = entriesOf(file, triggers).get('push');
  const filters = push ? entriesOf(file, push) : new Map<string, Node>();
  const names = ['branches', 'tags'].flatMap((key) => stringsOf(file, filters.get(key)));
  return names.length > 0 ? names : null;
}

/** The branch that a way through the workflow assumes. */
export function branchOf(decisions: ReadonlyMap<string, boolean>): readonly string[] | null {
  const names: string[] = [];
  for (const [wording, holds] of decisions) {
    const name = /^github\.(?:ref|ref_name|head_ref|base_ref) == (?:refs\/heads\/|refs\/tags\/)?(.+)$/.exec(
      wording,
    )?.[1];
    if (holds && name) names.push(name);
  }
  return names.length > 0 ? names : null;
}
