import type { Argument, Condition } from '../../model/command.ts';
import type { Text } from '../../model/text.ts';
import type { ReadScript } from '../shell/machine.ts';
import type { HostFacts } from './host-script.ts';

/** A file of tasks that a tool runs by their names. */
export interface TaskInput {
  readonly path: string;
  readonly text: string;
  readonly readScript?: ReadScript;
  /** The words after the tool's name: options, tasks, what they are given. */
  readonly words: readonly Argument[];
  /** Variables of the environment that the tool is started in. */
  readonly environment?: ReadonlyMap<string, Text>;
  readonly conditions?: readonly Condition[];
}

/** What running tasks of a file gives. */
export interface TaskFacts extends HostFacts {
  /** The tasks that were run, those that others depend on included. */
  readonly tasks: readonly string[];
}
