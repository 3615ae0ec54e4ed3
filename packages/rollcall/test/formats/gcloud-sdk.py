#!/usr/bin/env python3
"""Asks the modules of an installed Cloud SDK what they make of flag values.

Each line of the input is a case in JSON: {"platform"?: "functions", "flag", "values", "existing"?: {"env"?, "secrets"?}, "also"?: {flag: [values] or true}};
each line of the output is the answer: {"ok", "error", "mapping": {"env", "mounts"} or null}. The parsers, their actions and the
changes of a service are the SDK's; only its groups of exclusive flags are stated again, since argparse alone does not know them.
"""
import argparse, json, os, re, shutil, sys, tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(os.environ.get('GCLOUD') or shutil.which('gcloud'))))
os.environ['CLOUDSDK_CONFIG'] = tempfile.mkdtemp(prefix='gcloud-')
sys.path[:0] = [ROOT + '/lib/third_party', ROOT + '/lib']
from googlecloudsdk.calliope import base
from googlecloudsdk.command_lib.functions import secrets_config
from googlecloudsdk.command_lib.functions.v2.deploy import env_vars_util
from googlecloudsdk.command_lib.run import flags
from googlecloudsdk.command_lib.util.args import map_util
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


class Group:
  """Adds what is put into its groups to one parser."""

  def __init__(self, parser):
    self.parser = parser

  def add_argument(self, *names, **settings):
    self.parser.add_argument(*names, **{k: v for k, v in settings.items() if k not in ('help', 'metavar')})

  def add_argument_group(self, **_):
    return self

  add_mutually_exclusive_group = add_argument_group


def make_function_parser():
  parser = Parser(add_help=False, prog='gcloud', allow_abbrev=False)
  secrets_config.ConfigureFlags(Group(parser))
  env_vars_util.AddUpdateEnvVarsFlags(Group(parser))
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


def apply_to_function(held, argv):
  args = vars(FUNCTIONS.parse_args(argv))
  check_exclusive(argv)
  out = {}
  for kind in ('env-vars', 'secrets'):
    name = kind.replace('-', '_')
    out[kind] = map_util.ApplyMapFlags(
        held[kind], args['set_' + name], args['update_' + name], args['clear_' + name], args['remove_' + name],
        args.get(name + '_file'))
  secrets_config._ValidateSecrets(out['secrets'])
  return out


def view_function(made):
  secrets = {}
  mounts = {}
  for key, value in made['secrets'].items():
    project, secret, version = re.match('^projects/([^/]+)/secrets/([^/]+)/versions/(.*)$', value).groups()
    path = secret if project == '*' else 'projects/%s/secrets/%s' % (project, secret)
    if ':/' in key:
      folder, _, file = key.partition(':/')
      mounts.setdefault(folder, {'secret': path, 'items': {}})['items'][file] = version
    else:
      secrets[key] = {'secret': path, 'version': version}
  return {'env': made['env-vars'], 'secrets': secrets, 'mounts': mounts}


def ask_of_function(case):
  held = {'env-vars': {}, 'secrets': {}}
  existing = case.get('existing') or {}
  argv = ['--set-env-vars=^\x01^' + '\x01'.join('%s=%s' % pair for pair in existing['env'].items())] if existing.get('env') else []
  argv += words('set-secrets', [existing['secrets']]) if existing.get('secrets') else []
  held = apply_to_function(held, argv)
  argv = words(case['flag'], case['values'])
  for flag, values in (case.get('also') or {}).items():
    argv += ['--' + flag] if values is True else words(flag, values)
  return view_function(apply_to_function(held, argv))


def ask(case):
  try:
    if case.get('platform') == 'functions':
      return {'ok': True, 'error': None, 'mapping': ask_of_function(case)}
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
  except (UsageError, exceptions.Error, argparse.ArgumentTypeError) as error:
    return {'ok': False, 'error': str(error), 'mapping': None}
  except Exception as error:  # gcloud crashes on some values
    return {'ok': False, 'error': str(error), 'mapping': None}


PARSER = make_parser()
FUNCTIONS = make_function_parser()
for line in sys.stdin:
  print(json.dumps(ask(json.loads(line))), flush=True)
