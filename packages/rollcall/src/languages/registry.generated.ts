// Written by `npm run generate` from what lies in this folder.
import type { Language } from '../program/program.ts';
import { applicationConfig } from './application-config/index.ts';
import { go } from './go/index.ts';
import { java } from './java/index.ts';
import { javascript } from './javascript/index.ts';
import { kotlin } from './kotlin/index.ts';
import { python } from './python/index.ts';
import { ruby } from './ruby/index.ts';

/** Every one of languages/, by name. */
export const languages: readonly Language[] = [
  applicationConfig,
  go,
  java,
  javascript,
  kotlin,
  python,
  ruby,
];
