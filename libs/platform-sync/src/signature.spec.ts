import {
  canonicalText,
  isSameSignature,
  SIGNATURE_HEADERS,
  signatureOf,
  signedHeaders,
  type SignedCall,
} from './signature';

const call: SignedCall = {
  method: 'post',
  path: '/v1/record-batches',
  query: 'b=2&a=1&a=0',
  body: '{"records":[]}',
  timestamp: '1790000000',
  nonce: 'n-1',
  appKey: 'jiaxing',
};

describe('canonicalText', () => {
  it('puts method, path, sorted query, body hash, time, nonce and key on seven lines', () => {
    expect(canonicalText(call).split('\n')).toEqual([
      'POST',
      '/v1/record-batches',
      'a=0&a=1&b=2',
      '1b8b4c0b6f6ad1d32565952720bc004eeb1f188f62045e4d5525ae2af8c78432',
      '1790000000',
      'n-1',
      'jiaxing',
    ]);
  });

  it('does not depend on the order of the query or on how it was escaped', () => {
    expect(canonicalText({ ...call, query: 'a=0&b=2&a=1' })).toBe(canonicalText(call));
    expect(canonicalText({ ...call, query: 'q=%E5%98%89' })).toBe(
      canonicalText({ ...call, query: 'q=嘉' }),
    );
  });
});

describe('signatureOf', () => {
  it('matches the vector computed with another implementation', () => {
    expect(signatureOf('s3cret', call)).toBe(
      '4e25f6949714292551f79fb46f1bf21728dea7e1fa4a01c85801638cb1a71aa7',
    );
  });

  const changes: Partial<SignedCall>[] = [
    { method: 'PUT' },
    { path: '/v1/records' },
    { query: 'a=1' },
    { body: '{"records":[1]}' },
    { timestamp: '1790000001' },
    { nonce: 'n-2' },
    { appKey: 'huzhou' },
  ];
  it.each(changes)('changes with %j', (change) => {
    expect(signatureOf('s3cret', { ...call, ...change })).not.toBe(signatureOf('s3cret', call));
  });
});

describe('isSameSignature', () => {
  it('accepts the same text only, whatever its length', () => {
    expect(isSameSignature('abc', 'abc')).toBe(true);
    expect(isSameSignature('abc', 'abd')).toBe(false);
    expect(isSameSignature('abc', 'abcd')).toBe(false);
    expect(isSameSignature('abc', '')).toBe(false);
  });
});

describe('signedHeaders', () => {
  it('signs the present second with a nonce that no other call has', () => {
    const credentials = { appKey: 'jiaxing', secret: 's3cret' };
    const now = new Date('2026-11-24T01:00:00.900Z');
    const first = signedHeaders(credentials, call, now);
    const second = signedHeaders(credentials, call, now);
    expect(first[SIGNATURE_HEADERS.timestamp]).toBe('1795482000');
    expect(first[SIGNATURE_HEADERS.nonce]).not.toBe(second[SIGNATURE_HEADERS.nonce]);
    expect(first[SIGNATURE_HEADERS.signature]).toMatch(/^[0-9a-f]{64}$/);
  });
});
