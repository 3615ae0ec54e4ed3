import type { MalformedItem } from '../../model/deployment.ts';
import type { Range } from '../../model/span.ts';
import { isKnown, rangeOf, rangesOf } from '../../model/text.ts';
import type { FlagUse, SortedArguments } from './arguments.ts';
import { chooseName } from './deployed-name.ts';
import { bindingFlags, takesValue } from './flags.ts';
import { malform } from './list-flags.ts';

/** What gcloud refuses of the words as a whole. */
export function findUsageErrors(words: SortedArguments, command: Range): MalformedItem[] {
  return [
    ...findStrayWords(words, command),
    ...findMisplaced(words, command),
    ...findSwitchValues(words, command),
    ...findUnknownLists(words, command),
  ];
}

/** A second positional; a word after an unknown flag may be its value. */
function findStrayWords({ positionals }: SortedArguments, command: Range): MalformedItem[] {
  const name = chooseName(positionals);
  return positionals
    .filter((one) => one !== name && !one.doubtful && !one.conditional && isKnown(one.text) && !name?.conditional)
    .map((one) => ({
      flag: 'SERVICE',
      reason: 'unrecognized arguments',
      refused: true,
      name: null,
      range: rangeOf(one.text) ?? command,
    }));
}

/** Source: `ContainerParser` of the SDK's `command_lib/run/container_parser.py`. */
function findMisplaced({ flags, containers }: SortedArguments, command: Range): MalformedItem[] {
  if (containers.size === 0) return [];
  return flags.filter(isOfContainer).map((use) => {
    const reason = `When --container is specified --${use.flag} must be specified after --container.`;
    return malform(use, reason, true, null, rangeOf(use.written) ?? command);
  });
}

function isOfContainer({ flag }: FlagUse): boolean {
  return bindingFlags.has(flag) || /^clear-(secrets|env-vars)$|^env-vars-file$|^image$|^source$/.test(flag);
}

function findSwitchValues({ flags, containers }: SortedArguments, command: Range): MalformedItem[] {
  return [flags, ...containers.values()]
    .flat()
    .filter((use) => /^clear-(secrets|env-vars)$/.test(use.flag) && use.value !== null)
    .map((use) => malform(use, 'ignored explicit argument', true, null, rangeOf(use.written) ?? command));
}

/** A flag that looks like one of the lists and is none, such as `--set-secret`: gcloud completes no abbreviation. */
function findUnknownLists({ flags, containers }: SortedArguments, command: Range): MalformedItem[] {
  const uses = [flags, ...containers.values()].flat().filter(isUnknownList);
  return uses.map((use) => malform(use, 'unrecognized arguments', true, null, rangeOf(use.written) ?? command));
}

function isUnknownList({ flag }: FlagUse): boolean {
  return /^(set|update|remove|clear|add)-(secret|env)/.test(flag) && takesValue(flag) === null;
}

/** What such a flag was to give. */
export function unknownListValues(flags: readonly FlagUse[]): Range[] {
  return flags.filter(isUnknownList).flatMap((use) => rangesOf(use.value ?? []));
}
