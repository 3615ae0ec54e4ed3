import type { DeploymentState, Fault, GivenName, NeededName } from './state.ts';
import {
  type Move,
  moveOf,
  moveSpan,
  readFlag,
  readList,
  readOneOf,
  readShare,
  readSpan,
  readSpanOrNull,
  readText,
  readTextOrNull,
  type Written,
  writeSpan,
} from './state-fields.ts';
import { type Items, readItems, writeItems } from './state-lists.ts';

const STILL: Move = [0, 0];

const givenNames: Items<GivenName> = {
  moves(old, now) {
    const at = moveOf(old.at, now.at);
    return at && old.source === now.source && old.secret === now.secret ? [at] : null;
  },
  move: (old, [at = STILL]) => ({ ...old, at: moveSpan(old.at, at) }),
  write({ source, secret, at, ...rest }) {
    rest satisfies Record<string, never>;
    return [source, secret, writeSpan(at)];
  },
  read: ([source, secret, at]) => ({ source: readText(source), secret: readTextOrNull(secret), at: readSpan(at) }),
};

const neededNames: Items<NeededName> = {
  moves(old, now) {
    const at = moveOf(old.at, now.at);
    return at && old.need === now.need ? [at] : null;
  },
  move: (old, [at = STILL]) => ({ ...old, at: moveSpan(old.at, at) }),
  write({ need, at, ...rest }) {
    rest satisfies Record<string, never>;
    return [need, writeSpan(at)];
  },
  read: ([need, at]) => ({ need: readOneOf(['required', 'read'], need), at: readSpan(at) }),
};

const KINDS = ['unmet-requirement', 'type-conflict', 'wiped', 'malformed'] as const;

const faults: Items<Fault> = {
  moves(old, now) {
    const needed = moveOf(old.needed, now.needed);
    const given = moveOf(old.given, now.given);
    const same =
      old.kind === now.kind &&
      old.doubtful === now.doubtful &&
      old.unlisted === now.unlisted &&
      old.confidence === now.confidence &&
      old.environments.join('\n') === now.environments.join('\n');
    return same && needed && given ? [needed, given] : null;
  },
  move: (old, [needed = STILL, given = STILL]) => ({
    ...old,
    needed: old.needed && moveSpan(old.needed, needed),
    given: old.given && moveSpan(old.given, given),
  }),
  write({ kind, doubtful, unlisted, environments, confidence, needed, given, ...rest }) {
    rest satisfies Record<string, never>;
    return [kind, doubtful, unlisted, environments, confidence, writeSpan(needed), writeSpan(given)];
  },
  read: ([kind, doubtful, unlisted, environments, confidence, needed, given]) => ({
    kind: readOneOf(KINDS, kind),
    doubtful: readFlag(doubtful),
    unlisted: readFlag(unlisted),
    environments: readList(environments).map(readText),
    confidence: readShare(confidence),
    needed: readSpanOrNull(needed),
    given: readSpanOrNull(given),
  }),
};

const NO_NAMES: ReadonlyMap<string, GivenName> = new Map();
const NO_FAULTS: ReadonlyMap<string, Fault> = new Map();

/** Their own fields, then their names and faults beside those of the one before. */
export const deployments: Items<DeploymentState> = {
  moves: (old, now) => (old === now || deployments.write(now, old).every((part) => part === 0) ? [] : null),
  move: (old) => old,
  write(
    { service, aliases, deployedName, entry, environment, workload, open, closes, names, faults: wrong, at, ...rest },
    old,
  ) {
    rest satisfies Record<string, never>;
    const own = writeOwn({ service, aliases, deployedName, entry, environment, workload, open, closes, at });
    return [
      old && JSON.stringify(own) === JSON.stringify(writeOwn(old)) ? 0 : own,
      writeItems(givenNames, old?.names ?? NO_NAMES, names),
      writeItems(faults, old?.faults ?? NO_FAULTS, wrong),
    ];
  },
  read([own, names, wrong], old) {
    return {
      ...(own === 0 && old ? old : readOwn(own)),
      names: readItems(givenNames, old?.names ?? NO_NAMES, names),
      faults: readItems(faults, old?.faults ?? NO_FAULTS, wrong),
    };
  },
};

type Own = Omit<DeploymentState, 'names' | 'faults'>;

function writeOwn({ service, aliases, deployedName, entry, environment, workload, open, closes, at }: Own): Written {
  return [service, aliases, deployedName, entry, environment, workload, open, closes, writeSpan(at)];
}

function readOwn(written: Written | undefined): Own {
  const [service, aliases, deployedName, entry, environment, workload, open, closes, at] = readList(written);
  return {
    service: readText(service),
    aliases: readList(aliases).map(readText),
    deployedName: readText(deployedName),
    entry: readText(entry),
    environment: readTextOrNull(environment),
    workload: readOneOf(['service', 'job', 'function', 'app'], workload),
    open: readFlag(open),
    closes: readList(closes).map((kind) => readOneOf(['secret', 'value'], kind)),
    at: readSpan(at),
  };
}

type Needs = ReadonlyMap<string, NeededName>;

const NO_NEEDS: Needs = new Map();

/** What the code of each service needs. */
export const needsOfServices: Items<Needs> = {
  moves: (old, now) => (old === now || writeItems(neededNames, old, now) === 0 ? [] : null),
  move: (old) => old,
  write: (now, old) => [writeItems(neededNames, old ?? NO_NEEDS, now)],
  read: ([written], old) => readItems(neededNames, old ?? NO_NEEDS, written),
};
