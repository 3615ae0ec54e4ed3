import type { BindingFact, MalformedItem } from '../../model/deployment.ts';
import { asShown } from '../../model/shown-text.ts';
import type { Range } from '../../model/span.ts';
import { rangeOf, rangesOf, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import { applyItems } from './apply-items.ts';
import type { FlagUse } from './arguments.ts';
import { bindingFlags, type Kind, listName } from './flags.ts';
import { type Dialect, findExclusive, findRepeated, readListFlag } from './list-flags.ts';

/** What the flags of one container say of its environment. */
export interface ReadBindings {
  /** In the order in which gcloud applies them: of each kind the removals first. */
  readonly bindings: readonly BindingFact[];
  readonly closes: readonly Kind[];
  readonly gaps: readonly Gap[];
  readonly malformed: readonly MalformedItem[];
  readonly hidden: readonly Range[];
  readonly envFiles: readonly { readonly file: Text; readonly range: Range }[];
}

/** Applies the secret and variable flags of one container, or of a function, as gcloud does: plain variables, then secrets. */
export function readBindings(uses: readonly FlagUse[], command: Range, dialect: Dialect = 'run'): ReadBindings {
  const value = readKind(uses, 'value', command, dialect);
  const secret = readKind(uses, 'secret', command, dialect);
  return {
    bindings: [...value.bindings, ...secret.bindings],
    closes: [...secret.closes, ...value.closes],
    gaps: [...value.gaps, ...secret.gaps],
    malformed: [...value.malformed, ...secret.malformed],
    hidden: [...value.hidden, ...secret.hidden, ...uses.flatMap(buildValues)],
    envFiles: value.envFiles,
  };
}

/** Variables of the build are no bindings, but their values are values. */
function buildValues({ flag, value }: FlagUse): Range[] {
  return /^(set|update)-build-env-vars$/.test(flag) ? rangesOf(value ?? []) : [];
}

function readKind(uses: readonly FlagUse[], kind: Kind, command: Range, dialect: Dialect): ReadBindings {
  const listed = uses.flatMap((use) => {
    const flag = bindingFlags.get(use.flag);
    return flag?.kind === kind ? [{ use, flag, ...readListFlag(use, flag, command, dialect) }] : [];
  });
  const items = listed.flatMap((one) => one.items);
  const made = applyItems(items, command);
  const files = kind === 'value' ? readEnvFiles(uses, command) : { envFiles: [], gaps: [], closes: false };
  const sets = listed.some(({ flag, filled, use }) => flag.verb === 'set' && filled && !use.conditional);
  const clears = uses.some((use) => use.flag === `clear-${listName(kind)}` && !use.conditional);
  return {
    bindings: made.bindings,
    closes: sets || clears || files.closes ? [kind] : [],
    gaps: [...listed.flatMap((one) => one.gaps), ...files.gaps, ...made.gaps],
    malformed: [
      ...listed.flatMap((one) => one.malformed),
      ...findRepeated(items, command),
      ...findExclusive(uses, kind, command),
      ...made.malformed,
    ],
    hidden: [...listed.flatMap((one) => one.hidden), ...made.hidden],
    envFiles: files.envFiles,
  };
}

/** A file of variables holds what only its reader knows: until then the list is open. */
function readEnvFiles(uses: readonly FlagUse[], command: Range) {
  const certain = uses.filter((use) => use.flag === 'env-vars-file');
  const envFiles = certain.flatMap((use) =>
    use.value ? [{ file: use.value, range: rangeOf(use.value) ?? rangeOf(use.written) ?? command }] : [],
  );
  const gaps = envFiles.map(({ file, range }) => envFileGap(file, range));
  return { envFiles, gaps, closes: certain.some((use) => !use.conditional) };
}

/** The gap that a file of variables leaves until it is read. */
export function envFileGap(file: Text, range: Range): Gap {
  return { reason: 'unread-hand-over', text: asShown(file), range, names: 'all' };
}
