import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '@/shared/api/me';
import { Button } from '@/shared/components/button';
import { DataTable } from '@/shared/components/data-table';
import { Page } from '@/shared/components/page';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { ListView, QueryView } from '@/shared/components/query-view';
import { Sheet } from '@/shared/components/sheet';
import { toast } from '@/shared/components/toast';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { useLanguage } from '@/shared/i18n/language';
import { regionName } from '@/shared/reference/names';
import { useRoleNames } from '@/shared/reference/role-names';
import { ADMINISTRATORS, hasRole } from '@/shared/roles';
import {
  type Member,
  membersQuery,
  type Organisation,
  organisationQuery,
  useRemoveMember,
} from '../api';
import { useOrganisationTexts } from '../texts';
import { InvitationsPanel } from './invitations-panel';

function Facts({ organisation }: { organisation: Organisation }) {
  const texts = useOrganisationTexts();
  const language = useLanguage();
  const { verification, verificationReason, contactName, contactPhone } = organisation;
  const facts: [string, string][] = [
    [texts('creditCode'), organisation.creditCode],
    [texts('place'), regionName(organisation.regionCode, language)],
    [texts('contact'), [contactName, contactPhone].filter(Boolean).join(' ') || '–'],
  ];
  return (
    <section className="panel stack">
      <h2>{organisation.nameZh}</h2>
      {verification === 'verified' ? (
        <p>
          <span className="tag tag-green">
            <span aria-hidden="true">✓</span>
            <b>{texts('verified')}</b>
          </span>
        </p>
      ) : (
        <p className="notice notice-warning">
          {verification === 'pending'
            ? texts('pending')
            : texts('returned', { reason: verificationReason ?? '' })}
        </p>
      )}
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name} className="fact">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function RemoveSheet({
  member,
  organisationId,
  onClose,
}: {
  member: Member;
  organisationId: string;
  onClose: () => void;
}) {
  const texts = useOrganisationTexts();
  const common = useCommonTexts();
  const remove = useRemoveMember(organisationId);
  const done = () => {
    toast(texts('removed'));
    onClose();
  };
  return (
    <Sheet title={texts('removeTitle', { name: member.displayName })} onClose={onClose}>
      <div className="stack">
        <p>{texts('removeWhy')}</p>
        {remove.error && <ProblemNotice error={remove.error} />}
        <div className="form-actions">
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button
            primary
            busy={remove.isPending}
            onClick={() => remove.mutate(member.userId, { onSuccess: done })}
          >
            {texts('remove')}
          </Button>
        </div>
      </div>
    </Sheet>
  );
}

function MembersPanel({ organisationId }: { organisationId: string }) {
  const texts = useOrganisationTexts();
  const common = useCommonTexts();
  const roleName = useRoleNames();
  const me = useMe();
  const query = useInfiniteQuery(membersQuery(organisationId));
  const [leaving, setLeaving] = useState<Member | null>(null);
  return (
    <section className="panel stack">
      <h2>{texts('members')}</h2>
      <ListView query={query} empty={null}>
        {(members) => (
          <DataTable
            caption={texts('members')}
            rows={members}
            keyOf={({ userId }) => userId}
            columns={[
              { heading: texts('name'), cell: ({ displayName }) => displayName },
              { heading: texts('roles'), cell: ({ roles }) => roles.map(roleName).join('、') },
              { heading: texts('email'), cell: ({ email }) => email ?? '–' },
              {
                heading: common('actions'),
                quiet: true,
                cell: (member) =>
                  member.userId !== me.id && (
                    <Button onClick={() => setLeaving(member)}>{texts('remove')}</Button>
                  ),
              },
            ]}
          />
        )}
      </ListView>
      {leaving && (
        <RemoveSheet
          member={leaving}
          organisationId={organisationId}
          onClose={() => setLeaving(null)}
        />
      )}
    </section>
  );
}

/** 本单位: what the organisation is, who belongs to it, and whom it has invited. */
export function OrganisationPage() {
  const texts = useOrganisationTexts();
  const me = useMe();
  const query = useQuery(organisationQuery(me.organisation.id));
  return (
    <Page title={texts('title')}>
      <div className="stack">
        <QueryView query={query}>
          {(organisation) => <Facts organisation={organisation} />}
        </QueryView>
        {hasRole(me, ADMINISTRATORS) && (
          <>
            <MembersPanel organisationId={me.organisation.id} />
            <InvitationsPanel organisationId={me.organisation.id} />
          </>
        )}
      </div>
    </Page>
  );
}
