import { type Explanation, explain, explainRule } from '../../../check.ts';
import { nameJson, ruleJson } from '../../../reporters/json.ts';
import { nameText, ruleText } from '../../../reporters/terminal-explain.ts';
import type { GivenOptions, RunCommand } from '../../command.ts';
import { isJson, paintOf, withTarget } from '../../session.ts';
import { version } from '../../version.ts';

/** A rule is explained without looking at any file. */
export const run: RunCommand = async ([word = ''], options) => {
  const rule = explainRule(word, options.preset);
  if (rule) return { stdout: write(rule, options), exitCode: 0 };
  // Places are found in the target's texts, which are gone once it is closed.
  const stdout = await withTarget(options, async (target, how) => write(await explain(target, word, how), options));
  return { stdout, exitCode: 0 };
};

function write(told: Explanation, options: GivenOptions): string {
  if (told.kind === 'rule') {
    return isJson(options)
      ? ruleJson(told.rule, told.severity, version)
      : ruleText(told.rule, told.severity, paintOf(options));
  }
  const { explanation, span } = told;
  return isJson(options) ? nameJson(explanation, span, version) : nameText(explanation, span, paintOf(options));
}
