import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MIN_SECRET_LENGTH } from './field-cipher';
import type { Text } from './text';

/** A setting is missing or senseless; the message is one sentence for the operator. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError';
}

/**
 * Rules for passwords: `level-3` as 等保 2.0 level 3 is read (three kinds of characters, changed every 90 days),
 * `asvs` as OWASP ASVS 5.0 asks (length and a list of known ones, no composition, no expiry).
 */
export const PASSWORD_POLICIES = ['level-3', 'asvs'] as const;
export type PasswordPolicy = (typeof PASSWORD_POLICIES)[number];

/** Sign-in through an OpenID Connect issuer. */
export interface OpenIdSettings {
  /** Exactly as the issuer writes itself. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  label: Text;
  /** Values of `acr` or `amr` by which the issuer says that it asked for a second factor. */
  secondFactorValues: string[];
}

/** Sign-in by one-time ticket, in the shape of 浙里办. */
export interface TicketSignInSettings {
  /** Names the issuer in stored identities. */
  issuer: string;
  /** Where the browser goes: `{serviceCode}` and `{returnTo}` are filled in. */
  loginUrl: string;
  /** Where tickets are exchanged for tokens, and tokens for users. */
  exchangeUrl: string;
  serviceCode: string;
  servicePassword: string;
  label: Text;
}

/** A bucket of an S3-compatible store, addressed in path style. */
export interface ObjectStoreSettings {
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** A gateway that sends text messages to telephones. */
export interface SmsSettings {
  /** Takes each message by POST. */
  url: string;
  /** What messages are signed with: `whsec_` and base64, as Standard Webhooks write it. */
  secret: string;
  /** Name (短信签名) that stands in front of each message. */
  signature: string;
}

/** An application of WeCom (企业微信) that writes to the members of its company. */
export interface WeComSettings {
  /** Origin of the interface: the public one, or that of a private deployment. */
  url: string;
  corpId: string;
  agentId: number;
  secret: string;
}

/** The configuration of one process, read once from the environment. */
export interface Environment {
  /** PostgreSQL of this process; the role in it decides what the process may do. */
  databaseUrl: string;
  databasePoolSize: number;
  /** Redis of the job queue; without it the queue lives in PostgreSQL. */
  redisUrl: string | undefined;
  host: string;
  port: number;
  /** Health and metrics of the worker; none when unset. */
  workerPort: number | undefined;
  dataDirectory: string;
  /** Bytes that the files of one organisation may take. */
  fileQuotaBytes: number;
  /** Where uploaded files lie; without one, in the data directory. */
  objectStore: ObjectStoreSettings | undefined;
  /** Built web app to serve; none when unset. */
  webDirectory: string | undefined;
  /** Address people use; https switches HSTS on. */
  publicUrl: string | undefined;
  /** Demonstration only: cookies without Secure, for a trial over the LAN. */
  insecureHttp: boolean;
  /** Key of the audit sealer's signatures. */
  auditKey: string;
  /** Where the signed heads of the audit trail are kept: best a volume that the database server cannot write to. */
  auditHeadsDirectory: string;
  /** Seals fields and signs links; every purpose has a key derived from it. */
  secretKey: string;
  /** Demonstration: invented people, no second factor. */
  demonstration: boolean;
  passwordPolicy: PasswordPolicy;
  openId: OpenIdSettings | undefined;
  ticketSignIn: TicketSignInSettings | undefined;
  /** Mail server; without one, mails become files in the data directory. */
  smtpUrl: string | undefined;
  mailFrom: string;
  /** Without one, nobody is told by text message. */
  sms: SmsSettings | undefined;
  /** Without one, nobody is told through WeCom. */
  weCom: WeComSettings | undefined;
  platformUrl: string | undefined;
  platformAppKey: string;
  platformSecret: string | undefined;
  /** Origins this system may call besides those of the peers configured elsewhere. */
  outboundOrigins: string[];
  /** Hosts of peers that may lie in a private network or on this machine. */
  outboundPrivateHosts: string[];
  /** Addresses of proxies whose X-Forwarded-For is believed; empty: nobody's. */
  trustedProxies: string[];
  /** Requests one signed-in person may make at once, and per second in the long run. */
  rateLimit: { burst: number; perSecond: number };
  /** Failed sign-ins per account in fifteen minutes; an address gets five times as many. */
  signInAttempts: number;
  logLevel: string;
}

/** Reads a variable, or the file named by `<NAME>_FILE`, so that secrets need not stand in the environment. */
export function readSetting(
  name: string,
  from: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const file = from[`${name}_FILE`];
  if (!file) return from[name] || undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new ConfigurationError(`${name}_FILE names ${file}, which cannot be read.`, { cause });
  }
}

function required(name: string, from: NodeJS.ProcessEnv): string {
  const value = readSetting(name, from);
  if (!value) throw new ConfigurationError(`${name} is not set; see "Configure" in README.md.`);
  return value;
}

function secret(name: string, from: NodeJS.ProcessEnv): string {
  const value = required(name, from);
  if (value.length < MIN_SECRET_LENGTH)
    throw new ConfigurationError(`${name} is too short; it needs ${MIN_SECRET_LENGTH} characters.`);
  return value;
}

function oneOf<T extends string>(
  name: string,
  values: readonly T[],
  fallback: T,
  from: NodeJS.ProcessEnv,
): T {
  const text = readSetting(name, from) ?? fallback;
  const value = values.find((one) => one === text);
  if (value === undefined)
    throw new ConfigurationError(`${name}=${text} is none of: ${values.join(', ')}.`);
  return value;
}

function wholeNumber(name: string, fallback: number, from: NodeJS.ProcessEnv): number {
  const text = readSetting(name, from);
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) {
    throw new ConfigurationError(`${name}=${text} is not a whole number.`);
  }
  return value;
}

/** A comma-separated list. */
const list = (name: string, from: NodeJS.ProcessEnv): string[] =>
  (readSetting(name, from) ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

function labelOf(prefix: string, fallback: Text, from: NodeJS.ProcessEnv): Text {
  return {
    zh: readSetting(`${prefix}_LABEL_ZH`, from) ?? fallback.zh,
    en: readSetting(`${prefix}_LABEL_EN`, from) ?? fallback.en,
  };
}

function openIdSettings(from: NodeJS.ProcessEnv): OpenIdSettings | undefined {
  const issuer = readSetting('OIDC_ISSUER', from);
  if (issuer === undefined) return undefined;
  const values = list('OIDC_SECOND_FACTOR', from);
  return {
    issuer,
    clientId: required('OIDC_CLIENT_ID', from),
    clientSecret: required('OIDC_CLIENT_SECRET', from),
    label: labelOf('OIDC', { zh: '统一身份认证', en: 'Single sign-on' }, from),
    // Source: RFC 8176; a hardware key or a one-time code beside the issuer's own password.
    secondFactorValues: values.length > 0 ? values : ['mfa', 'otp', 'hwk'],
  };
}

function ticketSignInSettings(from: NodeJS.ProcessEnv): TicketSignInSettings | undefined {
  const loginUrl = readSetting('TICKET_LOGIN_URL', from);
  if (loginUrl === undefined) return undefined;
  if (!URL.canParse(loginUrl) || !loginUrl.includes('{returnTo}')) {
    throw new ConfigurationError(
      `TICKET_LOGIN_URL=${loginUrl} is no address with {returnTo} in it, where the browser's way back goes.`,
    );
  }
  return {
    issuer: readSetting('TICKET_ISSUER', from) ?? new URL(loginUrl).origin,
    loginUrl,
    exchangeUrl: required('TICKET_EXCHANGE_URL', from),
    serviceCode: required('TICKET_SERVICE_CODE', from),
    servicePassword: required('TICKET_SERVICE_PASSWORD', from),
    label: labelOf('TICKET', { zh: '浙里办', en: 'Zheliban' }, from),
  };
}

function objectStoreSettings(from: NodeJS.ProcessEnv): ObjectStoreSettings | undefined {
  const endpoint = readSetting('S3_ENDPOINT', from);
  if (endpoint === undefined) return undefined;
  return {
    endpoint,
    bucket: required('S3_BUCKET', from),
    region: readSetting('S3_REGION', from) ?? 'us-east-1',
    accessKeyId: required('S3_ACCESS_KEY_ID', from),
    secretAccessKey: required('S3_SECRET_ACCESS_KEY', from),
  };
}

function smsSettings(from: NodeJS.ProcessEnv): SmsSettings | undefined {
  const url = readSetting('SMS_URL', from);
  if (url === undefined) return undefined;
  return {
    url,
    secret: required('SMS_SECRET', from),
    signature: readSetting('SMS_SIGNATURE', from) ?? '嘉仪',
  };
}

function weComSettings(from: NodeJS.ProcessEnv): WeComSettings | undefined {
  const corpId = readSetting('WECOM_CORP_ID', from);
  if (corpId === undefined) return undefined;
  required('WECOM_AGENT_ID', from);
  return {
    url: readSetting('WECOM_URL', from) ?? 'https://qyapi.weixin.qq.com',
    corpId,
    agentId: wholeNumber('WECOM_AGENT_ID', 0, from),
    secret: required('WECOM_SECRET', from),
  };
}

/** The folder of the audit trail's signed heads: `JIAYI_AUDIT_HEADS`, or one in the data directory. */
export const auditHeadsDirectory = (
  dataDirectory: string,
  from: NodeJS.ProcessEnv = process.env,
): string => resolve(readSetting('JIAYI_AUDIT_HEADS', from) ?? join(dataDirectory, 'audit-heads'));

/** Reads and checks the configuration. @throws ConfigurationError naming the variable */
export function environment(from: NodeJS.ProcessEnv = process.env): Environment {
  const web = readSetting('JIAYI_WEB_DIR', from);
  const workerPort = wholeNumber('WORKER_PORT', 0, from);
  const dataDirectory = resolve(readSetting('JIAYI_DATA_DIR', from) ?? '.data');
  return {
    databaseUrl: required('DATABASE_URL', from),
    databasePoolSize: wholeNumber('DATABASE_POOL_SIZE', 10, from),
    redisUrl: readSetting('REDIS_URL', from),
    host: readSetting('HOST', from) ?? '127.0.0.1',
    port: wholeNumber('PORT', 3000, from),
    workerPort: workerPort === 0 ? undefined : workerPort,
    dataDirectory,
    fileQuotaBytes: wholeNumber('JIAYI_FILE_QUOTA_MIB', 1024, from) * 1024 ** 2,
    objectStore: objectStoreSettings(from),
    webDirectory: web ? resolve(web) : undefined,
    publicUrl: readSetting('JIAYI_PUBLIC_URL', from),
    insecureHttp: readSetting('JIAYI_INSECURE_HTTP', from) === '1',
    auditKey: required('JIAYI_AUDIT_KEY', from),
    auditHeadsDirectory: auditHeadsDirectory(dataDirectory, from),
    secretKey: secret('JIAYI_SECRET_KEY', from),
    demonstration: readSetting('JIAYI_DEMONSTRATION', from) === '1',
    passwordPolicy: oneOf('JIAYI_PASSWORD_POLICY', PASSWORD_POLICIES, 'level-3', from),
    openId: openIdSettings(from),
    ticketSignIn: ticketSignInSettings(from),
    smtpUrl: readSetting('SMTP_URL', from),
    mailFrom: readSetting('JIAYI_MAIL_FROM', from) ?? 'jiayi@localhost',
    sms: smsSettings(from),
    weCom: weComSettings(from),
    platformUrl: readSetting('PLATFORM_URL', from),
    platformAppKey: readSetting('PLATFORM_APP_KEY', from) ?? 'jiaxing',
    platformSecret: readSetting('PLATFORM_SECRET', from),
    outboundOrigins: list('JIAYI_OUTBOUND_ORIGINS', from),
    outboundPrivateHosts: list('JIAYI_OUTBOUND_PRIVATE_HOSTS', from),
    trustedProxies: list('JIAYI_TRUSTED_PROXIES', from),
    rateLimit: {
      burst: wholeNumber('JIAYI_RATE_BURST', 1000, from),
      perSecond: wholeNumber('JIAYI_RATE_PER_SECOND', 100, from),
    },
    signInAttempts: wholeNumber('JIAYI_SIGN_IN_ATTEMPTS', 20, from),
    logLevel: readSetting('JIAYI_LOG_LEVEL', from) ?? 'info',
  };
}
