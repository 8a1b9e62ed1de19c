import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '@/shared/api/client';
import { Button } from '@/shared/components/button';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { PublicPage } from '@/shared/components/public-page';
import { QueryView } from '@/shared/components/query-view';
import { TextField } from '@/shared/components/text-field';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { fenFromYuan, formatFen, yuanText } from '@/shared/money';
import { completionQuery, linkToken, useAnswerCompletion } from '../api';
import { useEntryTexts } from '../texts';
import { OrderFacts } from './order-facts';

type Preview = Schemas['ConfirmationPreviewResponse'];

function CompletionForm({ token, order }: { token: string; order: Preview }) {
  const texts = useEntryTexts();
  const common = useCommonTexts();
  const answer = useAnswerCompletion();
  const [name, setName] = useState('');
  const [fee, setFee] = useState(yuanText(order.listFen));
  const [asked, setAsked] = useState(false);
  const actualFen = fenFromYuan(fee);
  const isFee = actualFen !== null && actualFen <= order.listFen;
  const send = () => {
    setAsked(true);
    if (name.trim() && isFee) answer.mutate({ token, name: name.trim(), actualFen });
  };
  if (answer.isSuccess) {
    return (
      <p className="notice notice-success" role="status">
        {texts('completionTaken')}
      </p>
    );
  }
  return (
    <form className="panel stack" action={send}>
      <OrderFacts order={order} />
      <TextField
        label={texts('actualFee')}
        value={fee}
        onChange={setFee}
        inputMode="decimal"
        error={asked && !isFee ? `${texts('feeUpTo')} ${formatFen(order.listFen)}` : null}
      />
      <TextField
        label={texts('yourName')}
        value={name}
        onChange={setName}
        autoComplete="name"
        error={asked && !name.trim() ? common('fieldNeeded') : null}
      />
      {answer.error && <ProblemNotice error={answer.error} />}
      <div className="form-actions">
        <Button primary type="submit" busy={answer.isPending}>
          {texts('completeOrder')}
        </Button>
      </div>
    </form>
  );
}

/** 服务完成: a provider without an account says by the link of a mail what a filed service cost. */
export function OrderCompletionPage() {
  const texts = useEntryTexts();
  const [token] = useState(linkToken);
  const query = useQuery(completionQuery(token || '-'));
  return (
    <PublicPage title={texts('completionTitle')} lead={texts('completionLead')}>
      <QueryView query={query}>
        {(order) => <CompletionForm token={token} order={order} />}
      </QueryView>
    </PublicPage>
  );
}
