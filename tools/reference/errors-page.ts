interface CodedError {
  readonly exitCode: number;
  readonly what: string;
  readonly fix: string;
}

/** The page of error codes, from `errors.ts`. */
export function describeErrors(errors: Readonly<Record<string, CodedError>>): string {
  const entries = Object.entries(errors).map(
    ([code, { exitCode, what, fix }]) =>
      `## ${code}\n\nExit code ${exitCode}.\n\n- What is so: ${what}\n- What to do: ${fix}\n`,
  );
  return `# Errors

Every way in which Rollcall itself gives up, with its way out. \`{…}\` is filled in when it happens. Written by \`npm run generate\`.

${entries.join('\n')}`;
}
