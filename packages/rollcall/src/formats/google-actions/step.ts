import type { MalformedItem } from '../../model/deployment.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, rangeOf, type Text, trim } from '../../model/text.ts';

/** A step of a workflow that uses one of Google's actions. */
export interface ActionStep {
  /** `google-github-actions/deploy-cloudrun@v2`. */
  readonly action: Text;
  /** The step's inputs by name. */
  readonly with: ReadonlyMap<string, Text>;
  readonly range: Range;
  readonly step?: string;
  readonly branches?: readonly string[];
}

/** Whether a step's `uses` is an action of Google's, in its repository of today or of before. */
export function usesAction(action: string, name: string): boolean {
  return new RegExp(`^(google-github-actions|GoogleCloudPlatform/github-actions)/${name}(@|$)`, 'i').test(
    action.trim(),
  );
}

/** The major version that a step asks for; null where it is a branch or a commit. */
export function majorOf(step: ActionStep): number | null {
  const major = /@v?(\d+)(?:\.|$)/.exec(asWritten(step.action).trim())?.[1];
  return major === undefined ? null : Number(major);
}

/** An input's text; null when it is absent or blank. */
export function inputOf(step: ActionStep, name: string): Text | null {
  const text = trim(step.with.get(name) ?? []);
  return text.length > 0 ? text : null;
}

export function malformInput(
  step: ActionStep,
  name: string,
  reason: string,
  refused: boolean,
  at: Range | null = null,
): MalformedItem {
  const text = step.with.get(name);
  return { flag: name, reason, refused, name: null, range: at ?? (text ? rangeOf(text) : null) ?? step.range };
}
