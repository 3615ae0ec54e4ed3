import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Answer, FlagCase } from './gcloud-answers.ts';

/** The gcloud on PATH, beside a Python that runs its modules; null where one of them is not there. */
export function findGcloud(): string | null {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return execFileSync('sh', ['-c', 'command -v gcloud'], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

/** The Cloud SDK of this machine, asked case by case. */
export class Sdk {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly answers: AsyncIterator<string>;

  constructor(gcloud: string) {
    const script = join(import.meta.dirname, 'gcloud-sdk.py');
    this.child = spawn('python3', [script], { env: { ...process.env, GCLOUD: gcloud } });
    this.child.stderr.resume();
    this.answers = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  async ask(cases: readonly FlagCase[]): Promise<Answer[]> {
    this.child.stdin.write(cases.map((one) => `${JSON.stringify(one)}\n`).join(''));
    const out: Answer[] = [];
    for (const one of cases) {
      const { value, done } = await this.answers.next();
      if (done) throw new Error(`gcloud's modules gave no answer to ${JSON.stringify(one)}`);
      out.push(JSON.parse(value) as Answer);
    }
    return out;
  }

  stop(): void {
    this.child.kill();
  }
}
