import { describe, expect, it } from 'vitest';
import { gapsOf, linkFiles, servicesOf } from './link-files.ts';

const DEPLOY = '#!/bin/bash\ngcloud run deploy shop --source .\n';
const JAVA = 'class App { public static void main(String[] a) { run(System.getenv("APP_KEY")); } }\n';
const names = (facts: Awaited<ReturnType<typeof linkFiles>>): readonly string[] =>
  [...new Set(facts.reads.map(({ name }) => name))].sort();

describe('an app whose framework loads all of its code', () => {
  it('is a Rails app, whatever its front end is packed with', async () => {
    const facts = await linkFiles({
      'deploy.sh': DEPLOY,
      Dockerfile: 'FROM ruby:3.3\nCOPY . .\nCMD ["./bin/rails", "server"]\n',
      'package.json': '{ "scripts": { "start": "node server.js" } }',
      'server.js': 'process.env.NODE_ONLY;\n',
      Gemfile: '',
      'config/application.rb': 'X = ENV["APP_NAME"]\n',
      'config/initializers/mail.rb': 'Mail.key = ENV.fetch("MAIL_KEY")\n',
      'app/models/user.rb': 'class User\n  def key = ENV["USER_KEY"]\nend\n',
      'db/migrate/1_x.rb': 'ENV.fetch("MIGRATION_ONLY")\n',
      'spec/x_spec.rb': 'ENV.fetch("SPEC_ONLY")\n',
      'lib/tasks/x.rb': 'ENV.fetch("TASK_ONLY")\n',
      'config/deploy.yml': 'x: <%= ENV["KAMAL_ONLY"] %>\n',
    });
    expect(servicesOf(facts)).toEqual([['shop', [''], 'config/application.rb']]);
    expect(names(facts)).toEqual(['APP_NAME', 'MAIL_KEY', 'USER_KEY']);
    expect(facts.reads.every(({ language }) => language === 'ruby')).toBe(true);
  });

  it('is a rackup app, or the file that a command runs', async () => {
    const files = { 'deploy.sh': DEPLOY, 'web.rb': 'require_relative "lib/a"\n', 'lib/a.rb': 'A = ENV["APP_KEY"]\n' };
    const rack = await linkFiles({ ...files, 'config.ru': 'run Web\n' });
    expect(servicesOf(rack)).toEqual([['shop', [''], 'config.ru']]);
    const plain = await linkFiles({ ...files, Dockerfile: 'FROM ruby:3.3\nCOPY . .\nCMD ["ruby", "web.rb"]\n' });
    expect(servicesOf(plain)).toEqual([['shop', [''], 'web.rb']]);
    for (const facts of [rack, plain]) expect(names(facts)).toEqual(['APP_KEY']);
  });

  it('is the module with the main class, its tests left out', async () => {
    const facts = await linkFiles({
      'deploy.sh': DEPLOY,
      'pom.xml': '<project/>',
      Dockerfile: 'FROM eclipse-temurin:21\nCOPY target/app.jar app.jar\nENTRYPOINT ["java", "-jar", "app.jar"]\n',
      'src/main/java/com/acme/App.java': JAVA,
      'src/main/resources/application.yml': 'server:\n  port: $' + '{APP_PORT:80}\n',
      'src/test/java/com/acme/AppTest.java': 'class AppTest { String x = System.getenv("TEST_ONLY"); }\n',
      'index.js': 'process.env.NODE_ONLY;\n',
    });
    expect(servicesOf(facts)).toEqual([['shop', [''], 'src/main/java/com/acme/App.java']]);
    expect(names(facts)).toEqual(['APP_KEY', 'APP_PORT']);
  });

  it('is Kotlin beside Java', async () => {
    const facts = await linkFiles({
      'deploy.sh': DEPLOY,
      'src/main/java/App.java': JAVA,
      'src/main/kotlin/A.kt': 'val key = System.getenv("KOTLIN_KEY")\n',
      'src/main/kotlin/B.kt': 'val one = 1\n',
    });
    expect(names(facts)).toEqual(['APP_KEY', 'KOTLIN_KEY']);
    expect(gapsOf(facts)).toEqual([]);
  });

  it('still tells programs that deploy and whose calls are not followed', async () => {
    const facts = await linkFiles({ 'deploy.rb': 'system("gcloud run deploy shop --source .")\n' });
    expect(gapsOf(facts).map(([reason]) => reason)).toEqual(['unreadable']);
  });
});

describe('a manifest among the configuration of a Ruby app', () => {
  it('is a manifest still', async () => {
    const service =
      'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: gcr.io/acme/shop\n          env:\n            - name: APP_KEY\n              value: x\n';
    const facts = await linkFiles({ 'config/service.yaml': service, 'config.ru': 'run ENV["APP_KEY"]\n' });
    expect(facts.deployments.map(({ bindings }) => bindings.map(({ name }) => name))).toEqual([['APP_KEY']]);
  });
});

describe('a Next.js app', () => {
  const key = (name: string): string => `export const key = process.env.${name};\n`;

  it('is what its pages lead to, and what an import may mean', async () => {
    const facts = await linkFiles({
      'deploy.sh': DEPLOY,
      'package.json': '{ "scripts": { "start": "next start" } }',
      'next.config.js': `module.exports = {};\n${key('CONFIG_KEY')}`,
      'src/middleware.ts': key('MIDDLEWARE_KEY'),
      'src/app/page.tsx': `import { key } from '../lib/used';\nimport '#elsewhere/meant';\n${key('PAGE_KEY')}`,
      'src/app/api/chat/route.ts': key('ROUTE_KEY'),
      'src/lib/used.ts': key('USED_KEY'),
      'src/lib/meant.ts': key('MEANT_KEY'),
      'src/lib/left.ts': 'const key = process.env.LEFT_KEY;\nexport function f() { if (!key) throw new Error("x"); }\n',
    });
    const wanted = ['CONFIG_KEY', 'MEANT_KEY', 'MIDDLEWARE_KEY', 'PAGE_KEY', 'ROUTE_KEY', 'USED_KEY'];
    expect(names(facts)).toEqual(wanted);
  });
});
