import type { Builtin } from './builtins.ts';

export const SCHEMA_FUNCTIONS: readonly (readonly [string, Builtin])[] = [];
