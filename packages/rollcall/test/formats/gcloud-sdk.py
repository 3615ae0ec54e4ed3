#!/usr/bin/env python3
"""Asks the modules of an installed Cloud SDK what they make of flag values.

Each line of the input is a case in JSON: {"flag", "values", "existing"?: {"env"?, "secrets"?}, "also"?: {flag: [values] or true}};
each line of the output is the answer: {"ok", "error", "mapping": {"env", "mounts"} or null}. The parsers, their actions and the
changes of a service are the SDK's; only its groups of exclusive flags are stated again, since argparse alone does not know them.
"""
import argparse, json, os, shutil, sys, tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(os.environ.get('GCLOUD') or shutil.which('gcloud'))))
os.environ['CLOUDSDK_CONFIG'] = tempfile.mkdtemp(prefix='gcloud-')
sys.path[:0] = [ROOT + '/lib/third_party', ROOT + '/lib']
from googlecloudsdk.calliope import base
from googlecloudsdk.command_lib.run import flags
from googlecloudsdk.api_lib.run import service
from googlecloudsdk.core import exceptions, properties
from googlecloudsdk.generated_clients.apis.run.v1 import run_v1_messages
from apitools.base.py import encoding

properties.VALUES.run.platform.Set('managed')


class UsageError(Exception):
  pass


class Parser(argparse.ArgumentParser):

  def error(self, message):
    raise UsageError(message)


def leaves(argument):
  if isinstance(argument, base.ArgumentGroup):
    for inner in argument.arguments:
      yield from leaves(inner)
  else:
    yield argument


def make_parser():
  parser = Parser(add_help=False, prog='gcloud', allow_abbrev=False)
  for group in (flags.SecretsFlags(), flags.MutexEnvVarsFlags()):
    for argument in leaves(group):
      argument.AddToParser(parser)
  return parser


class Client:
  MESSAGES_MODULE = run_v1_messages
  _VERSION = 'v1'


def new_service():
  made = service.Service.New(Client, 'demo')
  made.name = 'svc'
  return made


VARIABLES = ('update_env_vars', 'set_env_vars', 'remove_env_vars', 'clear_env_vars', 'env_vars_file')


def changes_of(args):
  given = any(getattr(args, name, None) not in (None, False) for name in VARIABLES)
  return ([flags._GetEnvChanges(args)] if given else []) + flags._GetSecretsChanges(args)


def check_exclusive(argv):
  names = {word[2:].split('=', 1)[0] for word in argv}
  for kind in ('secrets', 'env-vars'):
    alternatives = ['--clear-' + kind] + (['--env-vars-file'] if kind == 'env-vars' else []) + ['--set-' + kind]
    together = ['--remove-' + kind, '--update-' + kind]
    used = [one for one in alternatives if one[2:] in names]
    if len(used) + any(one[2:] in names for one in together) > 1:
      raise UsageError('At most one of %s can be specified.' % ' | '.join(alternatives + [' '.join(together)]))


def apply(made, argv):
  args = PARSER.parse_args(argv)
  check_exclusive(argv)
  for change in changes_of(args):
    made = change.Adjust(made) or made
  return made


def view(made):
  template = encoding.MessageToPyValue(made.Message())['spec']['template']
  spec = template.get('spec', {})
  container = (spec.get('containers') or [{}])[0]
  annotation = ((template.get('metadata') or {}).get('annotations') or {}).get('run.googleapis.com/secrets', '')
  alias = dict(one.split(':') for one in annotation.split(',') if one)
  env = {}
  for one in container.get('env', []):
    reference = one.get('valueFrom', {}).get('secretKeyRef')
    env[one['name']] = one.get('value') if reference is None else {
        'secret': alias.get(reference['name'], reference['name']), 'version': reference.get('key')}
  volumes = {one['name']: one for one in spec.get('volumes', [])}
  mounts = {}
  for mount in container.get('volumeMounts', []):
    secret = volumes[mount['name']]['secret']
    items = {one['path']: one.get('key') for one in secret.get('items', [])}
    mounts[mount['mountPath']] = {'secret': alias.get(secret['secretName'], secret['secretName']), 'items': items}
  return {'env': env, 'mounts': mounts}


def words(flag, values):
  return ['--%s=%s' % (flag, value) for value in values]


def ask(case):
  try:
    made = new_service()
    existing = case.get('existing') or {}
    held = []
    if existing.get('env'):
      held += words('set-env-vars', ['^\x01^' + '\x01'.join('%s=%s' % pair for pair in existing['env'].items())])
    if existing.get('secrets'):
      held += words('set-secrets', [existing['secrets']])
    if held:
      made = apply(made, held)
    argv = words(case['flag'], case['values'])
    for flag, values in (case.get('also') or {}).items():
      argv += ['--' + flag] if values is True else words(flag, values)
    return {'ok': True, 'error': None, 'mapping': view(apply(made, argv))}
  except (UsageError, exceptions.Error) as error:
    return {'ok': False, 'error': str(error), 'mapping': None}
  except Exception as error:  # gcloud crashes on some values
    return {'ok': False, 'error': str(error), 'mapping': None}


PARSER = make_parser()
for line in sys.stdin:
  print(json.dumps(ask(json.loads(line))), flush=True)
