import type { BindingFact } from '../../model/deployment.ts';
import type { Edit } from '../../model/finding.ts';
import type { ResolvedDeployment } from '../../model/resolution.ts';
import type { TreeFacts } from '../../model/tree-facts.ts';
import type { Proposal } from './propose-source.ts';

/** What may stand between two items of a list, quotes and line ends of the host included. */
const SEPARATOR = /^(?=[\s\S]*[,;\n])[,;\s"'\\]{1,200}$/;
/** What may follow the last item: it ends the list in every host. */
const END = /^(?:$|["'\s\\)`])/;
/** Characters that mean the same in every place where a deploy string can stand. */
const SAFE = /^[\w=:./-]+$/;

/**
 * The edit that appends `name` to the deployment's list of secrets: after the last item, with the separator that stands before it.
 * Nothing when the list is not written out in one place, or the text to insert would need quoting.
 */
export function appendToList(
  deployment: ResolvedDeployment,
  name: string,
  proposal: Proposal,
  facts: TreeFacts,
): Edit[] {
  if (proposal.kind !== 'secret' || proposal.secret === null) return [];
  const items = listItems(deployment);
  const last = items.at(-1);
  if (!last) return [];
  const text = facts.maskedText(last.range.path);
  if (text === null || !items.every((item) => standsAsWritten(item, text))) return [];
  const item = `${name}=${secretReference(proposal)}`;
  const learntHere = proposal.template && items.some(({ source }) => source.kind === 'secret' && source.template);
  if (!SAFE.test(learntHere ? name : item)) return [];
  const separator = separatorBefore(items, text);
  if (separator === null || !END.test(text.slice(last.range.end, last.range.end + 1))) return [];
  return [{ path: last.range.path, start: last.range.end, end: last.range.end, text: `${separator}${item}` }];
}

/** `secret:version`, or the full path of a secret of another project. */
export function secretReference(proposal: Extract<Proposal, { kind: 'secret' }>): string {
  const id = proposal.secret ?? '<secret-id>';
  const path = proposal.project === null ? id : `projects/${proposal.project}/secrets/${id}`;
  return `${path}:${proposal.version}`;
}

/** The unconditional secrets of the flag that lists most of them, in the order of the text, all in one file. */
function listItems(deployment: ResolvedDeployment): BindingFact[] {
  const lists = new Map<string, BindingFact[]>();
  for (const binding of deployment.deployment.bindings) {
    const adds = binding.operation === 'set' || binding.operation === 'update';
    if (!adds || binding.source.kind !== 'secret' || binding.target !== 'env' || binding.conditional) continue;
    const key = JSON.stringify([binding.via, binding.operation, binding.range.path]);
    lists.set(key, [...(lists.get(key) ?? []), binding]);
  }
  const longest = [...lists.values()].sort((a, b) => b.length - a.length)[0] ?? [];
  return longest.sort((a, b) => a.range.start - b.range.start);
}

/** The characters at the item's place are the item itself: no escape, table or variable stands between. */
function standsAsWritten(item: BindingFact, text: string): boolean {
  if (item.source.kind !== 'secret') return false;
  const { secret, version } = item.source;
  const written = text.slice(item.range.start, item.range.end);
  if (!written.startsWith(`${item.name}=`)) return false;
  return written.includes(secret) && (written.endsWith(`:${version}`) || written.endsWith(secret));
}

function separatorBefore(items: readonly BindingFact[], text: string): string | null {
  const last = items.at(-1);
  const previous = items.at(-2);
  if (!last) return null;
  if (!previous) {
    const plainFlag = last.via === 'flag' && text[last.range.start - 1] !== '^';
    return plainFlag ? ',' : null;
  }
  const between = text.slice(previous.range.end, last.range.start);
  return SEPARATOR.test(between) ? between : null;
}

/** What parts two items of a list in one flag. */
const COMMA = /^[,;]$/;

/** The edit that takes an item out of the list of a flag; nothing where it is the only one, or is not written out there. */
export function removeItem({ via, name, range }: BindingFact, facts: TreeFacts): Edit[] {
  const text = facts.maskedText(range.path);
  if (via !== 'flag' || !text?.slice(range.start, range.end).startsWith(`${name}=`)) return [];
  const { path, start, end } = range;
  if (COMMA.test(text.charAt(start - 1))) return [{ path, start: start - 1, end, text: '' }];
  return COMMA.test(text.charAt(end)) && !/\s/.test(text.charAt(end + 1))
    ? [{ path, start, end: end + 1, text: '' }]
    : [];
}

/** The edit that puts another secret's id in the place of a binding's; nothing where it does not stand there as it is. */
export function replaceId({ source, range }: BindingFact, id: string, facts: TreeFacts): Edit[] {
  if (source.kind !== 'secret' || !SAFE.test(id)) return [];
  const text = facts.maskedText(range.path)?.slice(range.start, range.end) ?? '';
  const places = [...text.matchAll(/[\w-]+/g)].filter(([word]) => word === source.secret);
  const [only] = places;
  if (!only || places.length > 1) return [];
  const start = range.start + only.index;
  return [{ path: range.path, start, end: start + source.secret.length, text: id }];
}
