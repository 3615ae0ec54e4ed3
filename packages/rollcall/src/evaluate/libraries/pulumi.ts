import type { Builtin } from '../builtins.ts';
import { joinTexts } from '../operators.ts';
import { rangeAt, written } from '../run.ts';
import { unknown } from '../value.ts';

/** What is given is what comes out, once it is known. */
const same: Builtin = ({ args }) => args.positional[0];

const concat: Builtin = ({ run, args, at }) =>
  joinTexts(
    run,
    args.positional.map((value) => ({ value, at })),
  );

/** Only whoever runs the program knows it. */
const told: Builtin = ({ run, at }) => unknown(written(run, at), rangeAt(run, at));

/** Pulumi's functions over outputs. https://www.pulumi.com/docs/iac/concepts/inputs-outputs/ */
export const PULUMI: readonly (readonly [string, Builtin])[] = ['@pulumi/pulumi', 'pulumi'].flatMap((library) => [
  [`${library}.interpolate`, same] as const,
  [`${library}.output`, same] as const,
  [`${library}.secret`, same] as const,
  [`${library}.unsecret`, same] as const,
  [`${library}.Output.from_input`, same] as const,
  [`${library}.Output.secret`, same] as const,
  [`${library}.Output.create`, same] as const,
  ...['getStack', 'getProject', 'getOrganization', 'get_stack', 'get_project', 'get_organization'].map(
    (name) => [`${library}.${name}`, told] as const,
  ),
  [`${library}.concat`, concat] as const,
  [`${library}.Output.concat`, concat] as const,
]);
