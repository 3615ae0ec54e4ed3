import type { Language, Statement, UnitText } from '../program/program.ts';

/** Characters of units whose statements are held; the statements take some ten times as many bytes. */
const MOST_TEXT = 12_000_000;

/** The statements of units, by path and text. What was parsed longest ago is let go when there are too many. */
export class Lowered {
  private readonly known = new Map<string, Map<string, readonly Statement[]>>();
  private size = 0;

  of(language: Language, path: string, { text }: UnitText): readonly Statement[] {
    const own = this.known.get(path) ?? new Map<string, readonly Statement[]>();
    this.known.set(path, own);
    let statements = own.get(text);
    if (statements === undefined) {
      statements = language.lower(text, path);
      this.size += text.length;
      own.set(text, statements);
      this.shrink();
    }
    return statements;
  }

  private shrink(): void {
    if (this.size <= MOST_TEXT) return;
    for (const own of this.known.values())
      for (const text of own.keys()) {
        if (this.size <= MOST_TEXT / 2) return;
        own.delete(text);
        this.size -= text.length;
      }
  }
}
