import type { Statement } from '../../program/program.ts';
import { callOf } from '../placeholders.ts';
import type { Property } from './properties.ts';

/** The file in which settings of node-config have the names of the variables that may replace them. */
export const VARIABLE_NAMES = /(^|\/)config\/custom-environment-variables\.(ya?ml|json5?)$/;

/**
 * Settings of node-config by the names of their variables: each is read when the settings are loaded, and where it is not there, or
 * empty, the setting keeps what the other files say.
 * https://github.com/node-config/node-config/wiki/Environment-Variables#custom-environment-variables
 */
export function lowerVariableNames(properties: readonly Property[]): readonly Statement[] {
  return properties.filter(isName).map(({ value, exact, start, end }): Statement => {
    const place = { start, end };
    const name = { kind: 'string', value, contentStart: exact ? start : -1, ...place } as const;
    return { kind: 'expression', value: callOf('nodeconfig.read', [name], place), ...place };
  });
}

/** `port: PORT`, or `port: { __name: PORT, __format: number }`; lists are refused. */
function isName({ key, value }: Property): boolean {
  return !/(^|\.)__format$|\]$/.test(key) && /^[A-Za-z_]\w*$/.test(value);
}
