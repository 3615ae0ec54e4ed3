import type { ReaderMeta } from '../../model/reader.ts';

export { evaluatePowerShell, type PowerShellInput } from './script.ts';

export const meta = {
  kind: 'carrier',
  id: 'powershell',
  title: 'PowerShell',
  reads: '`.ps1`, and the PowerShell steps of CI files',
  source: 'https://learn.microsoft.com/powershell/scripting/lang-spec/chapter-01',
} as const satisfies ReaderMeta;
