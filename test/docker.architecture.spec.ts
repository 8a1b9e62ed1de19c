import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { ROLES, SANDBOX_SCHEMA } from '../apps/launcher/src/roles';

const DOCKER = resolve(__dirname, '../docker');
const ROOT = resolve(__dirname, '..');
const read = (name: string) => readFileSync(join(DOCKER, name), 'utf8');
const compose = read('compose.yaml');
const found = (pattern: RegExp, text = compose) =>
  [...text.matchAll(pattern)].map((match) => match[1]!);

/** The text of one entry of a top-level block, up to the next entry. */
function entryOf(block: string, name: string): string {
  const body = new RegExp(`^${block}:\\n((?: .*\\n|\\n)*)`, 'm').exec(compose)?.[1] ?? '';
  return new RegExp(`^  ${name}:.*\\n((?:    .*\\n|\\n)*)`, 'm').exec(body)?.[1] ?? '';
}

function namesIn(block: string): string[] {
  const body = new RegExp(`^${block}:\\n((?: .*\\n|\\n)*)`, 'm').exec(compose)?.[1] ?? '';
  return found(/^ {2}([a-z][\w-]*):/gm, body);
}

describe('compose.yaml', () => {
  const services = namesIn('services');

  it('has the services of the production layout', () => {
    expect(services.sort()).toEqual(
      ['api', 'migrate', 'platform-sandbox', 'postgres', 'proxy', 'redis', 'worker'].sort(),
    );
    for (const name of ['api', 'worker'])
      expect(entryOf('services', name)).toContain('replicas: 2');
  });

  it('runs programs that the build makes', () => {
    const programs = found(/(dist\/apps\/[\w/-]+\.js)/g);
    expect(programs).toHaveLength(4);
    for (const program of programs) {
      const source = program.replace('dist/', '').replace(/\.js$/, '.ts');
      expect([program, existsSync(join(ROOT, source))]).toEqual([program, true]);
    }
  });

  it('mounts files that are there', () => {
    const files = found(/^ +- \.\/([\w.-]+):/gm);
    expect(files).toEqual(['Caddyfile', 'postgres-init.sh']);
    for (const file of files) expect(existsSync(join(DOCKER, file))).toBe(true);
  });

  it('gives each service the secrets that its settings name, and no others', () => {
    const settings = /^x-settings:[^]*?\n\n/m.exec(compose)?.[0] ?? '';
    for (const name of services) {
      const entry = entryOf('services', name);
      const text = entry.includes('*settings') ? entry + settings : entry;
      const named = new Set(found(/\/run\/secrets\/(\w+)/g, text));
      if (name === 'postgres')
        for (const file of found(/\/run\/secrets\/(\w+)/g, read('postgres-init.sh')))
          named.add(file);
      const given = found(/secrets: \[(.*)\]/g, entry).flatMap((list) => list.split(', '));
      expect([name, given.sort()]).toEqual([name, [...named].sort()]);
    }
  });

  it('declares every secret, volume and network that is used, and uses all it declares', () => {
    const used = new Set(found(/secrets: \[(.*)\]/g).flatMap((list) => list.split(', ')));
    expect(namesIn('secrets').sort()).toEqual([...used].sort());
    const volumes = new Set(found(/^ +(?:- |volumes: \[')([a-z][a-z-]*):\//gm));
    expect(namesIn('volumes').sort()).toEqual([...volumes].sort());
    const networks = new Set(found(/networks: \[(.*)\]/g).flatMap((list) => list.split(', ')));
    expect(namesIn('networks').sort()).toEqual([...networks].sort());
  });

  it('waits for the migration before serving, and for the database before migrating', () => {
    for (const name of ['api', 'worker']) expect(entryOf('services', name)).toContain('*serving');
    expect(compose).toMatch(/x-serving:[^]*?migrate:\n +condition: service_completed_successfully/);
    expect(entryOf('services', 'migrate')).toMatch(/postgres:\n +condition: service_healthy/);
  });

  it('lets Redis forget nothing', () => {
    const redis = entryOf('services', 'redis');
    expect(redis).toContain('noeviction');
    expect(redis).toContain(`--appendonly, 'yes'`);
  });

  it('publishes the ports of the proxy only', () => {
    expect(services.filter((name) => entryOf('services', name).includes('ports:'))).toEqual([
      'proxy',
    ]);
  });
});

describe('the secrets', () => {
  it('are all made by make-secrets.sh', () => {
    const script = read('make-secrets.sh');
    const roles = found(/^for role in (.*); do secret/gm, script)[0]!.split(' ');
    const urls = found(/^for role in (.*); do$/gm, script)[0]!.split(' ');
    const made = [
      ...roles.map((role) => `${role}_password`),
      ...urls.map((role) => `${role}_database_url`),
      ...found(/^secret (\w+) /gm, script),
    ];
    expect(made.sort()).toEqual(namesIn('secrets').sort());
  });

  it('never reach the image or the repository', () => {
    expect(read('Dockerfile.dockerignore').split('\n')).toContain('docker/secrets');
    expect(read('.gitignore').split('\n')).toContain('secrets/');
  });
});

describe('the scripts', () => {
  it.each(['make-secrets.sh', 'postgres-init.sh'])('%s is executable and parses', (name) => {
    const script = join(DOCKER, name);
    expect(statSync(script).mode & 0o111).not.toBe(0);
    expect(spawnSync('bash', ['-n', script]).status).toBe(0);
  });

  it('make the same roles as the embedded mode', () => {
    const script = read('postgres-init.sh');
    for (const role of Object.values(ROLES)) expect(script).toContain(`CREATE ROLE ${role} LOGIN`);
    expect(script).toContain(`CREATE SCHEMA ${SANDBOX_SCHEMA} AUTHORIZATION ${ROLES.sandbox}`);
  });
});

describe('Dockerfile', () => {
  const dockerfile = read('Dockerfile');

  it('copies what is in the tree or built by an earlier stage', () => {
    const own = found(/^COPY (?!--from)(.*) \S+$/gm, dockerfile).flatMap((paths) =>
      paths.split(' '),
    );
    for (const path of own) expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
    const stages = found(/^FROM .* AS (\w+)$/gm, dockerfile);
    for (const stage of found(/--from=(\w+)/g, dockerfile)) expect(stages).toContain(stage);
  });

  it('does not run as root', () => {
    expect(found(/^USER (\w+)$/gm, dockerfile).at(-1)).toBe('node');
  });
});
