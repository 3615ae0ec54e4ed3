/** Writes a run's result and sets the exit code. A reader that went away (`| head`) is no failure. */
export async function finish(result: {
  readonly stdout: string;
  readonly stderr?: string;
  readonly exitCode: number;
}): Promise<void> {
  process.exitCode = result.exitCode;
  if (result.stderr) await write(process.stderr, result.stderr);
  if (result.stdout !== '') await write(process.stdout, result.stdout);
}

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.on('error', (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? resolve() : reject(error)));
    stream.write(text, (error) => {
      if (!error) resolve();
    });
  });
}
