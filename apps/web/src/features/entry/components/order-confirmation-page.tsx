import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '@/shared/api/client';
import { Button } from '@/shared/components/button';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { PublicPage } from '@/shared/components/public-page';
import { QueryView } from '@/shared/components/query-view';
import { TextField } from '@/shared/components/text-field';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { confirmationQuery, linkToken, useAnswerConfirmation } from '../api';
import { useEntryTexts } from '../texts';
import { OrderFacts } from './order-facts';

type Preview = Schemas['ConfirmationPreviewResponse'];

function AnswerForm({ token, order }: { token: string; order: Preview }) {
  const texts = useEntryTexts();
  const common = useCommonTexts();
  const answer = useAnswerConfirmation();
  const [name, setName] = useState('');
  const [note, setNote] = useState('');
  const [asked, setAsked] = useState(false);
  const send = (decision: 'confirmed' | 'declined') => {
    setAsked(true);
    if (!name.trim()) return;
    answer.mutate({
      token,
      decision,
      name: name.trim(),
      ...(note.trim() && { note: note.trim() }),
    });
  };
  if (answer.isSuccess) {
    return (
      <p className="notice notice-success" role="status">
        {texts('answered')}
      </p>
    );
  }
  return (
    <form className="panel stack" action={() => send('confirmed')}>
      <OrderFacts order={order} />
      <TextField
        label={texts('yourName')}
        value={name}
        onChange={setName}
        autoComplete="name"
        error={asked && !name.trim() ? common('fieldNeeded') : null}
      />
      <TextField label={texts('note')} optional value={note} onChange={setNote} />
      {answer.error && <ProblemNotice error={answer.error} />}
      <div className="form-actions">
        <Button busy={answer.isPending} onClick={() => send('declined')}>
          {texts('decline')}
        </Button>
        <Button primary type="submit" busy={answer.isPending}>
          {texts('confirmOrder')}
        </Button>
      </div>
    </form>
  );
}

/** 订单确认: a provider without an account confirms one order by the link of a mail. */
export function OrderConfirmationPage() {
  const texts = useEntryTexts();
  const [token] = useState(linkToken);
  const query = useQuery(confirmationQuery(token || '-'));
  return (
    <PublicPage title={texts('confirmationTitle')} lead={texts('confirmationLead')}>
      <QueryView query={query}>{(order) => <AnswerForm token={token} order={order} />}</QueryView>
    </PublicPage>
  );
}
