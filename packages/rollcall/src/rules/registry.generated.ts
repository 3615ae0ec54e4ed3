// Written by `npm run generate` from what lies in this folder.
import type { Rule } from './rule.ts';
import { rule as noClosingSet } from './no-closing-set.ts';
import { rule as noConflictingSources } from './no-conflicting-sources.ts';
import { rule as noDroppedBinding } from './no-dropped-binding.ts';
import { rule as noDuplicateBinding } from './no-duplicate-binding.ts';
import { rule as noForeignEnvironment } from './no-foreign-environment.ts';
import { rule as noHollowDefault } from './no-hollow-default.ts';
import { rule as noLostDeployment } from './no-lost-deployment.ts';
import { rule as noMalformedFlag } from './no-malformed-flag.ts';
import { rule as noMalformedSuppression } from './no-malformed-suppression.ts';
import { rule as noMissingBinding } from './no-missing-binding.ts';
import { rule as noPlaintextSecret } from './no-plaintext-secret.ts';
import { rule as noRemappedBinding } from './no-remapped-binding.ts';
import { rule as noReservedName } from './no-reserved-name.ts';
import { rule as noRetiredName } from './no-retired-name.ts';
import { rule as noSplitIdentity } from './no-split-identity.ts';
import { rule as noStaleSuppression } from './no-stale-suppression.ts';
import { rule as noTypeConflict } from './no-type-conflict.ts';
import { rule as noUndeclaredRead } from './no-undeclared-read.ts';
import { rule as noUnknownName } from './no-unknown-name.ts';
import { rule as noUnsetInput } from './no-unset-input.ts';
import { rule as noUnusedBinding } from './no-unused-binding.ts';
import { rule as noWeakenedContract } from './no-weakened-contract.ts';
import { rule as requireAnyOf } from './require-any-of.ts';
import { rule as requireEnvironmentParity } from './require-environment-parity.ts';
import { rule as requireNameConvention } from './require-name-convention.ts';
import { rule as requirePinnedVersion } from './require-pinned-version.ts';
import { rule as requireSiblingParity } from './require-sibling-parity.ts';

/** Every one of rules/, by name. */
export const rules: readonly Rule[] = [
  noClosingSet,
  noConflictingSources,
  noDroppedBinding,
  noDuplicateBinding,
  noForeignEnvironment,
  noHollowDefault,
  noLostDeployment,
  noMalformedFlag,
  noMalformedSuppression,
  noMissingBinding,
  noPlaintextSecret,
  noRemappedBinding,
  noReservedName,
  noRetiredName,
  noSplitIdentity,
  noStaleSuppression,
  noTypeConflict,
  noUndeclaredRead,
  noUnknownName,
  noUnsetInput,
  noUnusedBinding,
  noWeakenedContract,
  requireAnyOf,
  requireEnvironmentParity,
  requireNameConvention,
  requirePinnedVersion,
  requireSiblingParity,
];
