import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '@/shared/api/me';
import { Button } from '@/shared/components/button';
import { DataTable } from '@/shared/components/data-table';
import { Empty } from '@/shared/components/empty';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { ListView } from '@/shared/components/query-view';
import { SelectField, TextField } from '@/shared/components/text-field';
import { toast } from '@/shared/components/toast';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { useRoleNames } from '@/shared/reference/role-names';
import { hasRole, type Role } from '@/shared/roles';
import { invitationsQuery, useInvite, useWithdrawInvitation } from '../api';
import { useOrganisationTexts } from '../texts';

/** Roles that an administrator offers most; the API says what else may be given. */
const OFFERED: Partial<Record<Role, readonly Role[]>> = {
  enterprise_admin: ['enterprise_member', 'enterprise_admin'],
  holder_admin: ['lab_manager', 'instrument_operator', 'holder_admin'],
  lab_manager: ['instrument_operator', 'lab_manager'],
  security_admin: ['bureau_reviewer', 'finance_officer', 'measure_reporter', 'measure_reviewer'],
};

function useOffered(): Role[] {
  const me = useMe();
  const roles = Object.entries(OFFERED).flatMap(([role, offered]) =>
    hasRole(me, [role as Role]) ? (offered ?? []) : [],
  );
  return [...new Set(roles)];
}

function InviteForm({ organisationId }: { organisationId: string }) {
  const texts = useOrganisationTexts();
  const common = useCommonTexts();
  const roleName = useRoleNames();
  const offered = useOffered();
  const invite = useInvite(organisationId);
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>(offered[0] ?? 'enterprise_member');
  const [asked, setAsked] = useState(false);
  const submit = () => {
    setAsked(true);
    if (!email.trim()) return;
    invite.mutate(
      { email: email.trim(), roles: [role as Exclude<Role, 'delegate'>] },
      {
        onSuccess: () => {
          setEmail('');
          setAsked(false);
          toast(texts('sent'));
        },
      },
    );
  };
  return (
    <form className="stack" action={submit}>
      <div className="field-row">
        <TextField
          label={texts('email')}
          type="email"
          value={email}
          onChange={setEmail}
          error={asked && !email.trim() ? common('fieldNeeded') : null}
        />
        <SelectField
          label={texts('role')}
          value={role}
          options={offered.map((value) => ({ value, label: roleName(value) }))}
          onChange={setRole}
        />
      </div>
      {invite.error && <ProblemNotice error={invite.error} />}
      <div className="form-actions">
        <Button primary type="submit" busy={invite.isPending}>
          {texts('send')}
        </Button>
      </div>
    </form>
  );
}

/** Invites colleagues by mail and shows who has not answered yet. */
export function InvitationsPanel({ organisationId }: { organisationId: string }) {
  const texts = useOrganisationTexts();
  const common = useCommonTexts();
  const roleName = useRoleNames();
  const query = useInfiniteQuery(invitationsQuery(organisationId));
  const withdraw = useWithdrawInvitation();
  return (
    <section className="panel stack">
      <h2>{texts('invite')}</h2>
      <InviteForm organisationId={organisationId} />
      {withdraw.error && <ProblemNotice error={withdraw.error} />}
      <ListView
        query={query}
        empty={<Empty title={texts('noInvitationsTitle')} why={texts('noInvitationsWhy')} />}
      >
        {(invitations) => (
          <DataTable
            caption={texts('invitations')}
            rows={invitations}
            keyOf={({ id }) => id}
            columns={[
              { heading: texts('email'), cell: ({ email }) => email },
              { heading: texts('roles'), cell: ({ roles }) => roles.map(roleName).join('、') },
              { heading: common('state'), cell: ({ state }) => texts(`state_${state}`) },
              {
                heading: common('actions'),
                quiet: true,
                cell: ({ id, state }) =>
                  state === 'open' && (
                    <Button
                      onClick={() =>
                        withdraw.mutate(id, { onSuccess: () => toast(texts('withdrawn')) })
                      }
                    >
                      {texts('withdraw')}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </ListView>
    </section>
  );
}
