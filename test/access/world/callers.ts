import { createHash, randomBytes } from 'node:crypto';
import { DateTime } from 'luxon';
import { type Scope, SCOPES } from '@app/identity';
import type { Row, Tables } from '../../../apps/launcher/src/seed/rows';
import { type OrganisationName, PERSON_NAMES, type PersonName } from './cast';
import type { Ids } from './ids';
import type { Standing } from './standings';
import {
  LEAVERS,
  type MachineName,
  MACHINES,
  OUTDATED,
  organisationOf,
  REVOKED_DELEGATION,
  type Somebody,
} from './seed-organisations';

/** Somebody who sends requests, and what their session or key should be good for. */
export interface Caller {
  name: string;
  /** Who is behind it; null for a caller without a session. */
  person: Somebody | null;
  /** The organisation acted for. */
  organisation: OrganisationName;
  headers: Readonly<Record<string, string>>;
  /** False when the session or key is good for nothing, for whatever reason. */
  alive: boolean;
  /** Acts for a principal, with the rights of a delegate and no others. */
  delegate?: true;
  /** The second factor was not given. */
  withoutSecondFactor?: true;
  /** The password is older than the policy allows. */
  withExpiredPassword?: true;
  /** It is long ago that the person proved who they are. */
  withoutProof?: true;
  /** What an API key was made for. */
  scopes?: readonly Scope[];
}

/** How a session or key departs from one that is in order. */
interface Flaw {
  /** Columns of its row. */
  row?: Row;
  caller: Partial<Caller>;
  /** Lists of sessions leave it out. */
  over?: true;
}

const ended = { alive: false } as const;
const ago = (parts: { minutes?: number; hours?: number }): DateTime => DateTime.utc().minus(parts);

/** People whose sessions are wrong, each in a way of its own, on each side and in the office. */
const SESSION_FLAWS: readonly (Flaw & { person: PersonName; what: string })[] = [
  {
    person: 'enterprise.first',
    what: 'signed out',
    row: { ended_at: ago({}) },
    caller: ended,
    over: true,
  },
  {
    person: 'university.first',
    what: 'idle',
    row: { seen_at: ago({ minutes: 31 }) },
    caller: ended,
    over: true,
  },
  {
    person: 'bureau.first',
    what: 'signed in too long ago',
    row: { created_at: ago({ hours: 13 }) },
    caller: ended,
    over: true,
  },
  {
    person: 'bureau.first',
    what: 'without second factor',
    row: { second_factor_at: null },
    caller: { withoutSecondFactor: true },
  },
  {
    person: 'university.first',
    what: 'without recent proof',
    row: { proved_at: ago({ hours: 1 }) },
    caller: { withoutProof: true },
  },
];

/** The same with keys. */
const KEY_FLAWS: readonly (Flaw & { machine: MachineName; what: string })[] = [
  {
    machine: 'enterprise.machine',
    what: 'revoked',
    row: { revoked_at: ago({}) },
    caller: ended,
  },
  {
    machine: 'university.machine',
    what: 'expired',
    row: { expires_at: ago({ minutes: 1 }) },
    caller: ended,
  },
];

/** Sessions that are objects of requests. */
const SESSIONS: readonly PersonName[] = [
  ...(['enterprise.first', 'enterprise.second', 'university.first', 'bureau.first'] as const),
  'agent.first',
];

const token = (): string => randomBytes(32).toString('base64url');
const hashOf = (text: string): string => `\\x${createHash('sha256').update(text).digest('hex')}`;

const NOBODY = { person: null, organisation: 'enterprise', ...ended } as const;

/** Everybody who calls, with the rows that make them who they are. */
export class Callers {
  /** Sessions in order, one for each person. */
  readonly people: Caller[] = [];
  /** API keys with every scope. */
  readonly keys: Caller[] = [];
  /** Agents that act for a principal. */
  readonly delegates: Caller[] = [];
  /** Nobody, and sessions and keys with which something is wrong. */
  readonly flawed: Caller[] = [
    { ...NOBODY, name: 'nobody', headers: {} },
    { ...NOBODY, name: 'a forged cookie', headers: { cookie: `__Host-jiayi=${token()}` } },
  ];
  /** Whose the sessions and keys are, by their names. */
  readonly standings = new Map<string, Standing>();
  private readonly sessionRows: Row[] = [];
  private readonly keyRows: Row[] = [];

  constructor(private readonly ids: Ids) {
    this.signPeopleIn();
    this.signLeaversIn();
    this.makeKeys();
    this.signAgentsIn();
    for (const person of SESSIONS) {
      this.sessionRows.push(this.sessionRow(`session:${person}`, person, organisationOf(person)));
    }
  }

  tables(): Tables {
    return [
      ['session', this.sessionRows],
      ['api_key', this.keyRows],
    ];
  }

  private signPeopleIn(): void {
    for (const person of PERSON_NAMES) this.people.push(this.session(person, person));
    for (const flaw of SESSION_FLAWS) {
      this.flawed.push(this.session(`${flaw.person} ${flaw.what}`, flaw.person, flaw));
    }
  }

  private signLeaversIn(): void {
    for (const person of LEAVERS) {
      this.flawed.push(this.session(person, person, { caller: ended }));
    }
    for (const person of OUTDATED) {
      this.flawed.push(this.session(person, person, { caller: { withExpiredPassword: true } }));
    }
  }

  private makeKeys(): void {
    for (const machine of MACHINES) {
      this.keys.push(this.key(`key of ${machine}`, machine, SCOPES));
      this.keyRows.push(this.keyRow(`api-key:${organisationOf(machine)}`, machine, SCOPES));
    }
    this.flawed.push(this.key('key without a scope', 'university.machine', []));
    for (const flaw of KEY_FLAWS) {
      this.flawed.push(this.key(`key ${flaw.what}`, flaw.machine, SCOPES, flaw));
    }
  }

  private signAgentsIn(): void {
    for (const organisation of ['enterprise', 'university'] as const) {
      const row = { delegation_id: this.ids.of(`delegation:${organisation}`) };
      const caller = { organisation, delegate: true } as const;
      this.delegates.push(
        this.session(`agent for ${organisation}`, 'agent.first', { row, caller }),
      );
    }
    this.flawed.push(
      this.session('agent whose delegation was revoked', 'agent.first', {
        row: { delegation_id: this.ids.of(REVOKED_DELEGATION) },
        caller: { organisation: 'enterprise2', delegate: true, alive: false },
      }),
    );
  }

  private session(name: string, person: Somebody, flaw: Flaw = { caller: {} }): Caller {
    const value = token();
    const organisation = flaw.caller.organisation ?? organisationOf(person);
    const row = this.sessionRow(`signed-in:${name}`, person, organisation);
    this.sessionRows.push({ ...row, id_hash: hashOf(value), ...flaw.row });
    const standing = this.standings.get(`signed-in:${name}`);
    if (standing && flaw.over) standing.over = true;
    const headers = { cookie: `__Host-jiayi=${value}` };
    return { name, person, organisation, headers, alive: true, ...flaw.caller };
  }

  private sessionRow(name: string, person: Somebody, organisation: OrganisationName): Row {
    this.standings.set(name, {
      type: 'session',
      own: person as PersonName,
      of: person.endsWith('former') ? [] : [organisationOf(person)],
      personal: true,
    });
    // Ahead of time: no session turns idle during a run, and none is so old that seeing it again is written down.
    const soon = DateTime.utc().plus({ hours: 1 });
    return {
      id_hash: hashOf(token()),
      id: this.ids.of(name),
      user_id: this.ids.of(`member:${person}`),
      organisation_id: this.ids.organisation(organisation),
      delegation_id: null,
      device: '',
      address: '127.0.0.1',
      second_factor_at: soon,
      proved_at: soon,
      created_at: DateTime.utc(),
      seen_at: soon,
      ended_at: null,
    };
  }

  private key(
    name: string,
    machine: MachineName,
    scopes: readonly Scope[],
    flaw: Flaw = { caller: {} },
  ): Caller {
    const value = `jy_${token()}`;
    this.keyRows.push({
      ...this.keyRow(`key:${name}`, machine, scopes),
      key_hash: hashOf(value),
      ...flaw.row,
    });
    return {
      name,
      person: machine,
      organisation: organisationOf(machine),
      headers: { authorization: `Bearer ${value}` },
      alive: true,
      // A machine has no telephone: what needs a second factor is not for it.
      withoutSecondFactor: true,
      scopes,
      ...flaw.caller,
    };
  }

  private keyRow(name: string, machine: MachineName, scopes: readonly Scope[]): Row {
    this.standings.set(name, { type: 'api-key', of: [organisationOf(machine)] });
    return {
      id: this.ids.of(name),
      organisation_id: this.ids.organisation(organisationOf(machine)),
      user_id: this.ids.of(`member:${machine}`),
      name,
      key_hash: hashOf(token()),
      prefix: 'test',
      scopes,
      created_by: this.ids.person('enterprise.second'),
      created_at: DateTime.utc(),
      expires_at: DateTime.utc().plus({ days: 30 }),
      last_used_at: DateTime.utc().plus({ hours: 1 }),
      revoked_at: null,
    };
  }
}
