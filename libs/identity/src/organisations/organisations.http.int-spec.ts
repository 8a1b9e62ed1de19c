import { LinkSigner } from '../links/link-signer';
import { buildPerson, PASSWORD, type TestPerson } from '../testing/people';
import { describeRegistration, GOOD_PASSWORD, newCreditCode } from '../testing/people-office';
import { SignInDesk } from '../../../../test/support/sign-in-desk';
import type { TestBrowser } from '../testing/test-browser';
import type { OrganisationResponse } from './organisation.dto';
import type { RegistrationResponse } from './registration.dto';

let desk: SignInDesk;
let bureau: TestBrowser;

beforeAll(async () => {
  desk = await SignInDesk.open({ JIAYI_DEMONSTRATION: '1' });
  bureau = await desk.signIn((await desk.buildPerson('bureau_reviewer')).userId);
});
afterAll(() => desk.close());

/** What the mail of an invitation carries behind the `#` of its link. */
async function tokenOf(invitationId: string): Promise<string> {
  const [link]: { id: string }[] = await desk.db.query(
    'SELECT id FROM signed_link WHERE object_id = $1',
    [invitationId],
  );
  return new LinkSigner(desk.settings.secretKey).tokenOf('invitation', link?.id ?? '');
}

const signInAt = async (person: TestPerson): Promise<TestBrowser> => desk.signIn(person.userId);
const read = (browser: TestBrowser, id: string) =>
  browser.call<OrganisationResponse>('GET', `/organisations/${id}`);

describe('an organisation over HTTP', () => {
  it('registers itself, is returned, corrects itself and is verified', async () => {
    const stranger = desk.browser();
    const request = describeRegistration();
    const made = await stranger.call<RegistrationResponse>('POST', '/registrations', {
      body: request,
    });
    expect(made.status).toBe(201);
    const { id } = made.body.organisation;
    const own = await desk.signIn(request.person.login, { password: GOOD_PASSWORD });
    const waiting = await bureau.call<{ items: OrganisationResponse[] }>(
      'GET',
      '/organisations?verification=pending',
    );
    expect(waiting.body.items).toMatchObject([{ id, contactName: '王*' }]);
    const returned = await bureau.call('POST', `/organisations/${id}/return`, {
      body: { reason: '联系电话有误' },
    });
    expect(returned.status).toBe(200);
    expect((await own.call('POST', `/organisations/${id}/verify`)).status).toBe(403);
    const { headers, body } = await read(own, id);
    expect(body).toMatchObject({ verification: 'returned', verificationReason: '联系电话有误' });
    const change = { body: { contactPhone: '0573-82220000' } };
    expect((await own.call('PATCH', `/organisations/${id}`, change)).status).toBe(400);
    const ifMatch = { 'if-match': headers.get('etag') ?? '' };
    const corrected = await own.call('PATCH', `/organisations/${id}`, {
      ...change,
      headers: ifMatch,
    });
    expect(corrected).toMatchObject({ status: 200, body: { verification: 'pending' } });
    const stale = await own.call('PATCH', `/organisations/${id}`, { ...change, headers: ifMatch });
    expect(stale.status).toBe(412);
    expect((await bureau.call('POST', `/organisations/${id}/verify`)).status).toBe(200);
  });

  it('#3 keeps its contact to its administrators and to who looks after it', async () => {
    const admin = await desk.buildPerson('enterprise_admin');
    const { organisationId } = admin;
    const member = await buildPerson(desk.db, ['enterprise_member'], { organisationId });
    const hidden = { contactName: null, contactPhone: null, verificationReason: null };
    const full = { contactName: '王晓', contactPhone: '0573-83640000' };
    const strangers = [await desk.buildPerson('enterprise_admin'), member];
    for (const person of strangers)
      expect((await read(await signInAt(person), organisationId)).body).toMatchObject(hidden);
    expect((await read(await signInAt(admin), organisationId)).body).toMatchObject(full);
    expect((await read(bureau, organisationId)).body).toMatchObject(full);
    const county = await desk.signIn((await desk.buildPerson('county_reviewer')).userId);
    expect((await read(county, organisationId)).body).toMatchObject(full);
    await desk.db.query(`UPDATE organisation SET region_code = '330481' WHERE id = $1`, [
      organisationId,
    ]);
    expect((await read(county, organisationId)).body).toMatchObject(hidden);
    expect((await county.call('POST', `/organisations/${organisationId}/verify`)).status).toBe(403);
  });

  it('tells who registers it a second time nothing but how to join', async () => {
    const creditCode = newCreditCode();
    const register = () =>
      desk.browser().call<Record<string, unknown>>('POST', '/registrations', {
        body: describeRegistration({ creditCode }),
      });
    expect((await register()).status).toBe(201);
    const second = await register();
    expect(second).toMatchObject({ status: 409, body: { code: 'credit-code-taken' } });
    expect(Object.keys(second.body).sort()).toEqual(
      ['code', 'detail', 'errors', 'instance', 'status', 'title', 'type'].sort(),
    );
  });

  it('shows regions and departments to anyone', async () => {
    const stranger = desk.browser();
    const regions = await stranger.call<{ items: { code: string }[] }>('GET', '/regions');
    expect(regions.status).toBe(200);
    expect(regions.headers.get('cache-control')).toBe('public, max-age=86400');
    expect(regions.body.items.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['330400-F1', '110000', '650100']),
    );
    expect((await stranger.call('GET', '/departments')).status).toBe(200);
  });
});

describe('people over HTTP', () => {
  it('join by a link with the account they are signed in with, or with a new one', async () => {
    const admin = await desk.buildPerson('enterprise_admin');
    const { organisationId } = admin;
    const own = await signInAt(admin);
    const invite = async (): Promise<string> => {
      const { status, body } = await own.call<{ id: string }>(
        'POST',
        `/organisations/${organisationId}/invitations`,
        { body: { email: 'guest@example.org', roles: ['enterprise_member'] } },
      );
      expect(status).toBe(201);
      return tokenOf(body.id);
    };
    const guest = await signInAt(await desk.buildPerson('enterprise_member'));
    const token = await invite();
    expect(await guest.call('POST', '/invitations/preview', { body: { token } })).toMatchObject({
      status: 200,
      body: { signedIn: true, needsAccount: false },
    });
    const joined = await guest.call('POST', '/invitations/acceptance', { body: { token } });
    expect(joined).toMatchObject({ status: 201, body: { organisationId } });
    const account = { login: 'newcomer', password: GOOD_PASSWORD, displayName: '新人' };
    const refused = await desk.browser().call('POST', '/invitations/acceptance', {
      body: { token, ...account },
    });
    expect(refused).toMatchObject({ status: 403, body: { code: 'link-refused' } });
    const accepted = await desk.browser().call('POST', '/invitations/acceptance', {
      body: { token: await invite(), ...account },
    });
    expect(accepted.status).toBe(201);
    await desk.signIn('newcomer', { password: GOOD_PASSWORD });
    const members = await own.call<{ items: unknown[] }>(
      'GET',
      `/organisations/${organisationId}/members`,
    );
    expect(members.body.items).toHaveLength(3);
  });

  it('#6 are refused with the next request once they were removed', async () => {
    const admin = await desk.buildPerson('enterprise_admin');
    const { organisationId } = admin;
    const member = await buildPerson(desk.db, ['enterprise_member'], { organisationId });
    const [own, theirs] = [await signInAt(admin), await signInAt(member)];
    expect((await theirs.call('GET', '/me')).status).toBe(200);
    const path = `/organisations/${organisationId}/members/${member.userId}`;
    expect((await own.call('DELETE', path)).status).toBe(204);
    expect((await theirs.call('GET', '/me')).status).toBe(401);
    expect(
      (await desk.trySignIn(desk.browser(), member.userId, { password: PASSWORD })).status,
    ).toBe(401);
  });
});
